"""Text as an enemy would put it into a feed."""

from hypothesis import strategies as st

from alerts.messages import Contradiction
from tests.alerts.makers import a_claim, a_contradiction, a_report

TRICKS = (
    *("<script>alert(1)</script>", "<!channel>", "<@U1>", "@everyone", "](http://evil.example)", "**", "__", "`"),
    *(
        "&lt;",
        "&amp;",
        '"',
        "'",
        "[x](y)",
        "![i](http://e/p.png)",
        "# ",
        "> ",
        "- ",
        "|",
        "\\",
        "\u202e",
        "<b>",
        "</p>",
    ),
    *(
        "https://evil.example",
        "<http://evil.example|x>",
        "{{7*7}}",
        "%0A",
        "\n",
        "\r\n\r\n",
        "\x00",
        "~~",
        "||",
        "*",
        "_",
    ),
)
hostile = st.lists(st.sampled_from(TRICKS) | st.text(max_size=8), max_size=6).map("".join)


def told_with(text: str) -> Contradiction:
    quote = f"{text} 12 people {text}"
    claim = a_claim(
        "k2",
        12,
        phrase=f"12 {text}",
        quote=quote,
        start=len(text) + 1,
        end=len(text) + 10,
        attribution=text,
        attribution_text=text,
        qualifier="vague",
    )
    report = a_report(claim, "a2", outlet=text, title=text, url=f"https://a.example/{text}")
    return a_contradiction(new=report, prior=report, label=text, reasons=(text,), new_sources=(text, text))
