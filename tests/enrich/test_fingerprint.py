"""Copies are known by their fingerprints."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from enrich.fingerprint import SIZE, fingerprint, resemblance

WORDS = [f"word{n}" for n in range(400)]
TEXT = " ".join(WORDS)


def test_a_text_resembles_itself_whatever_its_case_and_white_space() -> None:
    assert resemblance(fingerprint(TEXT), fingerprint(TEXT.upper().replace(" ", "\n"))) == 1.0


def test_a_shortened_copy_resembles_by_its_share() -> None:
    assert 0.65 < resemblance(fingerprint(TEXT), fingerprint(" ".join(WORDS[:320]))) < 0.95


def test_other_texts_do_not_resemble() -> None:
    assert resemblance(fingerprint(TEXT), fingerprint(" ".join(reversed(WORDS)))) < 0.1


def test_texts_without_shingles_resemble_nothing() -> None:
    assert fingerprint("four words are few") == ()
    assert resemblance((), ()) == 0.0


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    code = f"from enrich.fingerprint import fingerprint; print(fingerprint({TEXT!r})[:3])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert out.strip() == str(fingerprint(TEXT)[:3])


@given(st.text(max_size=500))
def test_any_text_has_a_fingerprint_of_32_bit_numbers(text: str) -> None:
    found = fingerprint(text)
    assert len(found) in (0, SIZE)
    assert all(0 <= number < 2**32 for number in found)
