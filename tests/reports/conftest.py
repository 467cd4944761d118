"""One warm press and one printed visit for all tests of the reports."""

import pytest

from audit.reports.press import Press
from audit.visits.snapshot import snapshot
from tests.reports import sample


@pytest.fixture(scope="session")
def press():
    one = Press()
    yield one
    one.close()


@pytest.fixture(scope="session")
def plates():
    return sample.plates()


@pytest.fixture(scope="session")
def document(plates):
    """Makes the document of an edition."""
    facts = sample.facts(plates[0])
    return lambda edition="quality": snapshot(facts, edition)


@pytest.fixture(scope="session")
def printed(press, plates, document):
    """Makes, once each, the PDF of an edition in a language."""
    done = {}

    def one(edition, language):
        if (edition, language) not in done:
            pdf = press.print(
                document(edition), language, sample.only(document(edition), plates[1])
            )
            done[edition, language] = pdf
        return done[edition, language]

    return one
