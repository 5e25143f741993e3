"""Templates: autoescaped whatever their kind, with the few filters that they need."""

from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from alerts.measures import MEASURES
from alerts.render.clean import line, link
from alerts.render.story import finding
from alerts.render.words import figure, moment, spoken


def base_of(public_url: str | None) -> str:
    """Return what goes before every path of the pages: the path of `public_url`, where a proxy serves them under one.

    "" for none; else it begins with a slash and does not end with one: "/figurewatch".
    """
    return urlsplit(public_url).path.rstrip("/") if public_url else ""


class Templates:
    """Renders the templates beside this module with times in the time zone `zone`, links to the pages after `base`."""

    def __init__(self, zone: str, base: str = "") -> None:
        self.base = base
        self._environment = Environment(
            loader=PackageLoader("desk.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        where = ZoneInfo(zone)

        def time(value: datetime) -> Markup:
            local = value.astimezone(where)
            return Markup('<time datetime="{}">{}</time>').format(
                local.isoformat(timespec="seconds"), moment(value, zone)
            )

        self._environment.globals["base"] = base
        self._environment.filters.update(
            time=time,
            line=line,
            figure=figure,
            part=lambda text: quote(text, safe=""),
            query=urlencode,
            link=link,
            spoken=spoken,
            finding=finding,
            measure=lambda name: MEASURES.get(name, name),
        )

    def page(self, name: str, **values: object) -> str:
        """Return the template `name` filled with `values`, all of them escaped."""
        return self._environment.get_template(name).render(**values)
