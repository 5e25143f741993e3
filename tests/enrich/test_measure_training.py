"""The classifier of measures learns from marked texts, and forgets what only a few stories say."""

from pathlib import Path

from enrich.figures.model import Linear
from enrich.figures.train.fit import fit, save
from enrich.figures.train.items import UNKNOWN, Marked, Sentence, items
from enrich.figures.train.sources import examples, join, newswire, stories


def labels(text: str, *marked: Marked, rest: str = "none") -> list[str]:
    return [item.label for item in items("story", [Sentence(text, marked)], rest=rest)]


def test_a_number_has_the_measure_marked_where_it_stands_and_is_no_figure_elsewhere() -> None:
    assert set(labels("The fire killed 24 people on Elm Street 90.", Marked(16, 25, "killed"))) == {"killed", "none"}


def test_nothing_is_learnt_from_a_number_that_nobody_knows_or_that_was_read_otherwise() -> None:
    assert labels("Police saw 24 men.", Marked(11, 17, UNKNOWN)) == []
    assert labels("Police saw 24 men.", Marked(11, 17, "participants", (25, 25))) == []


def test_examples_are_read_by_story_with_their_marks_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "examples.txt"
    path.write_text("// a note\n# Storm kills {24|killed}\nIt hurt {30 sailors|injured}.\n\nPlayer {7|none} left.\n")
    found = list(examples(path))
    assert {(item.group, item.label) for item in found} >= {("example 0", "killed"), ("example 0", "injured")}
    assert all(item.label != "none" for item in found if item.group == "example 0")


def test_newswire_is_labelled_by_sentence_and_offset(tmp_path: Path) -> None:
    corpus, marks = tmp_path / "corpus", tmp_path / "marks.tsv"
    corpus.write_text("Hello\t_\tO\n\nIt\t_\tO\nkilled\t_\tO\n24\t_\tO\nmen\t_\tO\n.\t_\tO\n")
    marks.write_text("# a note\n1\t10:12:killed\n")
    assert {item.label for item in newswire(corpus, marks)} == {"killed"}
    assert join("It\t_\tO\n's\t_\tO\nover\t_\tO\n.\t_\tO") == "It's over."


def test_weights_come_back_from_their_file_and_hold_nothing_that_few_stories_say(tmp_path: Path) -> None:
    learnt = [
        item
        for story in range(8)
        for text, measure in (
            ("The quake killed 24 people.", "killed"),
            (f"A firm made 30 w{story * 'x'}s.", "other_count"),
        )
        for item in items(f"{story}", [Sentence(text, [Marked(0, len(text), measure)])])
    ]
    model = fit(learnt, rounds=40)
    save(model, tmp_path / "weights.json.gz")
    kept = Linear.load(tmp_path / "weights.json.gz")
    assert not any(name.startswith("h=wx") for name in kept.rows)
    right = next(item for item in learnt if item.label == "killed")
    scores = kept.scores(right.features.plain, right.features.votes)
    assert max(scores, key=scores.__getitem__) == "killed"


def test_stories_are_read_by_file_with_quantities_and_sources_left_out(tmp_path: Path) -> None:
    (tmp_path / "fire.txt").write_text(
        "@ 2024-01-02T10:00Z | The Wire\n# Fire kills {24|killed|fire-dead|police}\nPolice found {24 bodies|killed|"
        "fire-dead|police} on floor 9.\n\n@ 2024-01-03T10:00Z | The Post\n# {30|injured|fire-hurt} hurt in fire\n"
    )
    found = [(item.group, item.label) for item in stories(tmp_path)]
    assert set(found) == {("story fire", "killed"), ("story fire", "injured")}
