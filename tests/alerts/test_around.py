"""What stands around a figure in its sentence."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.judge.around import clause, names_in, read, weights

WORDS = st.lists(
    st.sampled_from(["fire", "harbour", "and", "the", "Narva", "1998", "12", "that", "well-known"]), max_size=9
)
JOINTS = st.sampled_from([" ", ", ", "; ", " - ", " (", " “"])


def near(sentence: str, number: str) -> dict[str, float]:
    start = sentence.index(number)
    return weights(read(sentence), start, start + len(number))


def test_words_weigh_less_with_distance_and_with_each_break() -> None:
    told = near("The quarry and the harbour burned, 40 sailors slept there", "40 sailors")
    assert told["sailor"] == 1.0
    assert told["burn"] == 0.6 / (1 + 1 / 3)  # one word off, behind a comma
    assert told["harbour"] == 0.6 / (1 + 2 / 3)
    assert told["quarry"] == 0.6**2 / (1 + 5 / 3)
    assert told["slept"] == 1 / (1 + 1 / 3)


def test_a_word_said_twice_weighs_as_where_it_is_nearer() -> None:
    assert (
        near("A barge sank and the barge had 40 aboard", "40")["barg"] == near("The barge had 40 aboard", "40")["barg"]
    )


@given(WORDS, WORDS, JOINTS, JOINTS)
def test_every_telling_word_weighs_something_and_the_figures_own_most(
    before: list[str], after: list[str], one: str, other: str
) -> None:
    head, tail = one.join(before) + one, other + other.join(after)
    sentence = f"{head}40 miners{tail}"
    told = weights(read(sentence), len(head), len(head) + len("40 miners"))
    assert max(told.values()) == told["miner"] == 1.0
    assert set(told) >= {word for word in ("fire", "harbour") if word in before + after}
    assert all(0 < weight <= 1 for weight in told.values())


def test_a_clause_ends_at_its_stops_and_at_no_letters_within_a_word() -> None:
    sentence = "He erstwhile rebutted it; near Narva 40 ships, and a barge, meanwhile sank. None came."
    start = sentence.index("40")
    assert clause(sentence, start, start + len("40 ships")) == (" near Narva ", "")
    head, tail = clause("While 9 slept but the rebuttal of 40 jurors stood while it rained", 34, 43)
    assert (head, tail) == (" the rebuttal of ", " stood ")


def test_a_word_that_begins_a_sentence_is_a_name_only_where_it_is_known_as_one() -> None:
    sentence = "Narva burned. “Harbour crews from Tartu helped"
    assert names_in(sentence, frozenset()) == {"tartu"}
    assert names_in(sentence, frozenset({"narv"})) == {"narv", "tartu"}
