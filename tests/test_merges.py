"""Two merges at once and one that is killed leave nothing half. `make drill` kills and undoes more often."""
import merges
from kills import seeded


def test_of_two_merges_that_cross_one_wins(bed, database):
    one, two = merges.cross(bed, database, 25)
    assert sorted(zip(one, two, strict=True)) == sorted(
        (a, b) for a, b in zip(one, two, strict=True) if {a, b} == {"merged", "refused"}), (one, two)
    assert len(one) == 25
    gone, done, _links, left, bare = merges.counts(bed, database)
    assert (gone, done, left, bare) == (25, 25, 0, 0)


def test_a_merge_that_is_killed_is_done_or_not(bed, database):
    assert merges.survive(bed, database, 120, 6, seeded("merges")) >= 3
