"""Is this page an article, or what stands in its place: a paywall, a question for consent, a check for robots. Pure.

Judged by three things that publishers themselves say: schema.org's isAccessibleForFree, which search engines ask them
for (https://developers.google.com/search/docs/appearance/structured-data/paywalled-content); where the request ended;
and the words that such pages use, which count only where there is little other text.
"""

import re
from urllib.parse import urlsplit

from ingest.page import Stub

LEAST = 25
"""Words that an article has at least."""

WHOLE = 250
"""Words from which on a text is an article, whatever stands below it."""

_LOCKED = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|privacy|cmp|guce|choices)\.|^consent", re.IGNORECASE)

_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|unlock|keep)|subscribers? only|only (?:available )?(?:to|for) subscribers"
    r"|already (?:a subscriber|subscribed|have an account)|to (?:continue|keep) reading|read the full (?:story|article)"
    r"|create (?:a|your) free account|register (?:for free )?to (?:continue|read)|sign in to (?:continue|read)"
    r"|unlimited (?:digital )?access|free articles? (?:left|remaining)"
    r"|this (?:article|content|story) is (?:reserved )?for"
    r"|weiterlesen mit|jetzt (?:abonnieren|weiterlesen)|nur f[uü]r abonnent|bereits abonnent|artikel freischalten"
    r"|r[ée]serv[ée]e? aux abonn[ée]s|d[ée]j[àa] abonn[ée]|lire la suite|abonnez-vous"
    r"|solo para suscriptores|exclusivo para suscriptores|ya (?:eres|es) suscriptor|suscr[ií]bete para"
    r"|contenuto riservato|gi[àa] abbonato|abbonati per|exclusivo para assinantes|j[áa] [ée] assinante"
    r"|alleen voor abonnees|verder lezen",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"we (?:and our (?:\d+ )?(?:partners|vendors) )?(?:use|store|value)(?: your)? (?:cookies|privacy|and/or access)"
    r"|accept (?:all|cookies)|reject all|manage (?:your )?(?:cookies?|consent|privacy|preferences|choices)"
    r"|cookie (?:policy|settings|preferences)|your privacy|legitimate interest|consent to"
    r"|cookies? (?:akzeptieren|zustimmen)|alle akzeptieren|datenschutzeinstellungen|einwilligung"
    r"|accepter (?:et|les cookies)|tout (?:accepter|refuser)|vos donn[ée]es personnelles"
    r"|aceptar (?:y|todas|cookies)|tu privacidad|accetta (?:tutti|e)|informativa sui cookie|aceitar cookies",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"enable java ?script|java ?script is (?:disabled|required|not enabled)|are you a robot|not a robot"
    r"|verify (?:that )?you are (?:a )?human|checking your browser|unusual (?:traffic|activity)|captcha|access denied"
    r"|request (?:was )?blocked|security check|javascript aktivieren|activer javascript|habilitar? javascript",
    re.IGNORECASE,
)


def stub_of(*, asked: str, ended: str, source: str, title: str, text: str) -> Stub:
    """Return why a page is no article, "" where it is one.

    `asked` and `ended` are the addresses before and after redirects, `source` its markup, `title` and `text` what was
    extracted from it.
    """
    words = len(text.split())
    if words >= WHOLE:
        return ""
    before, after = _host(asked), _host(ended)
    if after != before and _CONSENT_HOST.search(after):
        return "consent"
    said = f"{title}\n{text}"
    if _BLOCKED.search(said) and words < WHOLE / 2:
        return "blocked"
    if len(set(_CONSENT.findall(said.lower()))) >= 2:
        return "consent"
    if _LOCKED.search(source) or _PAYWALL.search(text):
        return "paywall"
    if words < LEAST:
        # Nothing was taken for its text: what the page says around it may still tell why.
        return "paywall" if _PAYWALL.search(source) else "blocked" if _BLOCKED.search(source[:20_000]) else "empty"
    return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
