"""Reading a quantity from all the stores."""

from starlette.exceptions import HTTPException

from desk.pages.stores import Stores
from desk.pages.subject import Subject, subject


def found_subject(stores: Stores, quantity: str, zone: str) -> Subject:
    """Return `quantity`, or the older one that it was found to be, with times in the time zone `zone`.

    Raises `HTTPException` where nothing is known of it, and what the stores raise.
    """
    history = stores.history(quantity)
    name = history[0].quantity if history else quantity
    contradictions = stores.evidence.contradictions(name)
    # What was said and sent goes by the id that the quantity had then.
    names = dict.fromkeys((name, quantity, *(each.quantity for each in contradictions)))
    verdicts = [each for one in names for each in stores.verdicts.of_quantity(one)]
    deliveries = [each for one in names for each in stores.deliveries.of_quantity(one)]
    found = subject(name, history, contradictions, verdicts, deliveries, zone)
    if found is None:
        raise HTTPException(404, "Nothing is known of this quantity, or nothing any more.")
    return found
