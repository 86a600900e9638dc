"""Assets: made once from packages, the same each time, small enough, and complete."""

import re
import threading

import brotli
import pytest
from fontTools.ttLib import TTFont

from learnplan.assets import building, fonts
from learnplan.assets.icons import ICONS, LOOKS

TEMPLATES = sorted((building.ROOT / "templates").rglob("*.html"))


@pytest.fixture
def target(tmp_path, monkeypatch):
    """An empty place to build into, in place of build/static."""
    monkeypatch.setattr(building, "TARGET", tmp_path / "build" / "static")
    return building.TARGET


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_build_makes_everything_once(target):
    assert building.build() is True
    made = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    plain = {"css/app.css", "icons.svg", "js/htmx.js"}
    assert made == plain | {f"{name}.{end}" for name in plain for end in ("br", "gz")} | {
        ".stamp",
        "fonts/atkinson-regular.woff2",
        "fonts/atkinson-bold.woff2",
    }
    assert building.build() is False


def test_build_gives_the_same_bytes_again(target, tmp_path, monkeypatch):
    building.build()
    first = files(target)
    monkeypatch.setattr(building, "TARGET", tmp_path / "again" / "static")
    building.build()
    assert files(building.TARGET) == first


def test_build_notices_a_changed_style_sheet(target, tmp_path, monkeypatch):
    building.build()
    (tmp_path / "css").mkdir()
    for layer in building.LAYERS:
        text = (building.SOURCE / "css" / f"{layer}.css").read_text()
        (tmp_path / "css" / f"{layer}.css").write_text(text + ".fresh{color:red}")
    monkeypatch.setattr(building, "SOURCE", tmp_path)
    assert building.build() is True
    assert (target / "css" / "app.css").read_text().count(".fresh") == len(building.LAYERS)


def test_build_is_done_by_one_of_two_at_once(target):
    done = []
    builders = [threading.Thread(target=lambda: done.append(building.build())) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert sorted(done) == [False, True]


def test_first_load_leaves_room_for_the_page(target):
    """120 kB for the whole first load; a page itself is some 10 kB, so these may be 80."""
    building.build()
    sent = [(target / f"{name}.br").stat().st_size for name in ("css/app.css", "icons.svg", "js/htmx.js")]
    sent += [path.stat().st_size for path in target.rglob("*.woff2")]
    sent += [len(brotli.compress(path.read_bytes())) for path in (building.SOURCE / "js").glob("*.js")]
    assert sum(sent) < 80_000


def test_sprite_refuses_an_icon_that_lucide_lacks():
    with pytest.raises(LookupError, match="no-such-icon"):
        building.sprite(("house", "no-such-icon"))


def test_sprite_holds_each_icon_once():
    symbols = re.findall(r'<symbol id="([^"]+)"', building.sprite(ICONS))
    assert symbols == sorted(set(ICONS))


def test_templates_use_declared_icons_only():
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    used |= {
        name for path in TEMPLATES for name in re.findall(r'{% chip (?:\S+|"[^"]*") "\w*" "([^"]+)"', path.read_text())
    }
    used |= {look.icon for states in LOOKS.values() for look in states.values()}
    assert used
    assert used - set(ICONS) == set()


def test_templates_hold_no_inline_style_or_script():
    taken_away = building.ROOT / "templates/plans/years/export"  # it stands alone, style and all
    for path in (one for one in TEMPLATES if taken_away not in one.parents):
        text = path.read_text()
        assert not re.search(r'\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)|<style|javascript:', text), path


def test_minified_css_keeps_its_meaning():
    css = "/* gone */ a:hover ,\n b { width : calc(1px + 2px) ; color: red; }\n"
    assert building.minified(css) == "a:hover,b{width : calc(1px + 2px);color: red}"


@pytest.mark.parametrize(
    "name", ["Łucja", "Şeyma İpek", "Ŷnyr Ŵan", "Zoë", "Đorđe", "Jürgen Groß", "Ștefan", "Þóra", "Ōtani"]
)
def test_fonts_have_every_letter_of_a_name(target, name):
    building.build()
    for face in ("regular", "bold"):
        letters = TTFont(target / "fonts" / f"atkinson-{face}.woff2").getBestCmap()
        assert {letter for letter in name if ord(letter) not in letters} == set()


def test_fonts_compose_a_capital_with_its_accent_above():
    font = fonts.load_face("Regular")
    big, small = font["glyf"]["uni0174"], font["glyf"]["uni0175"]
    assert [part.glyphName for part in big.components] == ["W", "circumflex"]
    assert big.yMax > font["OS/2"].sCapHeight
    assert small.yMax < big.yMax
    assert font["hmtx"]["uni0174"][0] == font["hmtx"]["W"][0]


def test_stand_in_has_the_line_box_of_the_font():
    css = fonts.face_css(fonts.load_face("Regular"), weight=400, name="regular")
    adjust, ascent, descent = (
        float(re.search(rf"{key}: ([\d.]+)%", css)[1]) / 100
        for key in ("size-adjust", "ascent-override", "descent-override")
    )
    assert adjust == pytest.approx(1, abs=0.1)
    assert ascent * adjust == pytest.approx(0.950, abs=0.001)
    assert descent * adjust == pytest.approx(0.290, abs=0.001)
