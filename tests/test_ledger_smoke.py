def test_people_can_be_made(amina, chidi, bea, sam, rosa, dov, mair):
    assert amina.bonds.count() == 3
