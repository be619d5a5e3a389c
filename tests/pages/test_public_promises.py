"""What the letter promises under its other headings the public pages say, in each language."""

import pytest

from tests.letter.told import told

PROMISES = {
    "employees use it on assignment": (
        "",
        "Ansatte bruker den når de har oppdrag hos deg.",
        "Tilsette bruker han når dei har oppdrag hos deg.",
        "Employees use it when they have a visit to make at your home.",
    ),
    "why you are told": (
        "",
        "Dette er for deg som får helse- og omsorgstjenester hjemme, og for pårørende.",
        "Dette er for deg som får helse- og omsorgstenester heime, og for pårørande.",
        "for people who get health and care services at home, and for those close to them.",
    ),
    "the common entrance, too": (
        "",
        "Da kommer det eLås på den felles inngangsdøren også.",
        "Då kjem det eLås på den felles inngangsdøra òg.",
        "Then the common entrance gets an eLås, too.",
    ),
    "the ordinary key": (
        "sporsmal/",
        "Ja. Du og dine nærmeste bruker den videre.",
        "Ja. Du og dine næraste bruker han vidare.",
        "Yes. You and those close to you go on using it.",
    ),
    "alarm or other technology": (
        "sporsmal/",
        "Når du trenger trygghetsalarm eller annen velferdsteknologi.",
        "Når du treng tryggleiksalarm eller annan velferdsteknologi.",
        "If you need a safety alarm or other welfare technology.",
    ),
    "who cannot open": (
        "sporsmal/",
        "ikke kan åpne døren selv, og ikke alltid har pårørende eller andre nærstående hos deg.",
        "ikkje kan opne døra sjølv, og ikkje alltid har pårørande eller andre nærståande hos deg.",
        "cannot open the door yourself, and nobody close to you is always there.",
    ),
    "only on assignment, only in service": (
        "personvern/",
        "kan bruke eLås, bare i tjenesten, og bare når de har oppdrag hos deg.",
        "kan bruke eLås, berre i tenesta, og berre når dei har oppdrag hos deg.",
        "can use the eLås, only at work, and only when they have a visit to make at your home.",
    ),
    "who has and has had access": (
        "personvern/",
        "Hvem som har tilgang til døren din, og hvem som har hatt det.",
        "Kven som har tilgang til døra di, og kven som har hatt det.",
        "Who has access to your door, and who has had it.",
    ),
    "all use is logged": (
        "personvern/",
        "Hver gang en ansatt bruker eLås: hvem, når, hvilken dør og til hvilket oppdrag.",
        "Kvar gong ein tilsett bruker eLås: kven, når, kva dør og til kva oppdrag.",
        "Each time an employee uses the eLås: who, when, which door and for which visit.",
    ),
    "parts are kept at home": (
        "montering/",
        "De må ligge hjemme hos deg til eLås fjernes.",
        "Dei må liggje heime hos deg til eLås blir fjerna.",
        "They must stay at your home until the eLås is removed.",
    ),
    "the lock is as it was": (
        "montering/",
        "Delene du har tatt vare på, settes tilbake, og låsen blir slik den var.",
        "Delane du har teke vare på, blir sette tilbake, og låsen blir slik han var.",
        "The parts that you kept are put back, and the lock is as it was.",
    ),
    "removed with the need": (
        "montering/",
        "Når du ikke lenger trenger tjenester hjemme, fjerner vi eLås.",
        "Når du ikkje lenger treng tenester heime, fjernar vi eLås.",
        "When you no longer need services at home, we remove the eLås.",
    ),
    "no wear and no marks": (
        "montering/",
        "skal gi slitasje eller merker på døren din.",
        "skal gi slitasje eller merke på døra di.",
        "is to leave wear or marks on your door.",
    ),
    "a key box where it does not fit": (
        "montering/",
        "Da monterer vi en nøkkelboks med elektronisk lås, og i den ligger en kopi av nøkkelen",
        "Då monterer vi ein nøkkelboks med elektronisk lås, og i han ligg ein kopi av nøkkelen",
        "Then we mount a key box with an electronic lock, and a copy of your key is kept in it.",
    ),
    "the same rules for the key box": (
        "montering/",
        "De samme reglene gjelder for nøkkelboksen",
        "Dei same reglane gjeld for nøkkelboksen",
        "The same rules apply to the key box",
    ),
}


@pytest.mark.parametrize("promise", PROMISES)
def test_the_promise_is_said(promise: str) -> None:
    page, *sentences = PROMISES[promise]

    for language, sentence in zip(("nb", "nn", "en"), sentences, strict=True):
        assert sentence in told(page, language)
