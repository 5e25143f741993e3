"""Templates: autoescaped whatever their kind, with the few filters that they need."""

from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from alerts.measures import MEASURES
from alerts.render.clean import line, link
from alerts.render.story import finding
from alerts.render.words import figure, moment


class Templates:
    """Renders the templates beside this module with times in the time zone `zone`."""

    def __init__(self, zone: str) -> None:
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

        self._environment.filters.update(
            time=time,
            line=line,
            figure=figure,
            part=lambda text: quote(text, safe=""),
            query=urlencode,
            link=link,
            finding=finding,
            measure=lambda name: MEASURES.get(name, name),
        )

    def page(self, name: str, **values: object) -> str:
        """Return the template `name` filled with `values`, all of them escaped."""
        return self._environment.get_template(name).render(**values)
