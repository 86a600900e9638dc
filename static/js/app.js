// The one entry: each module listens on the document for its own data- hook. Pages work without any of them.
import "./card.js";
import "./drafts.js";
import "./focus.js";
import "./grid.js";
import "./map.js";
import "./menu.js";
import "./messages.js";
import "./order.js";
import "./print.js";
import "./submit.js";
import "./trouble.js";
import "./unsaved.js";
