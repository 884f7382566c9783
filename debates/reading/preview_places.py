"""Where the links of a preview lead: from page to page of the preview, not to where readers will find it."""

from dataclasses import dataclass, replace

from debates.reading.shapes import DebatePage, DebateView, EssayPage, EssayView, Side

Page = DebatePage | EssayPage


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages of a preview lie: that of the debate at `start`, all of them with the same `query`."""

    start: str
    query: str = ""

    def of(self, url: str, debate: DebateView) -> str:
        """Answer where the page lies that readers will have at this address of the debate."""
        return f"{self.start}{url.removeprefix(debate.url)}{self.query}"


def within(place: Place, page: Page, *, public: bool) -> Page:
    """Answer the page with nothing to answer, and nothing that was answered; it leads to its own preview.

    `public` says whether readers see the debate: else they have no page of its corrections either.
    """

    def moved(essay: EssayView) -> EssayView:
        corrected_at = essay.corrected_at if public else None
        return replace(essay, url=place.of(essay.url, page.debate), corrected_at=corrected_at)

    def side_of(side: Side) -> Side:
        return replace(
            side, url=place.of(side.url, page.debate), essays=tuple(moved(essay) for essay in side.essays)
        )

    view = replace(
        page.debate,
        url=place.of(page.debate.url, page.debate),
        sides=tuple(map(side_of, page.debate.sides)),
        corrected_at=page.debate.corrected_at if public else None,
    )
    if isinstance(page, EssayPage):
        # The essay itself keeps the address under which it will be cited.
        essay = replace(moved(page.essay), url=page.essay.url)
        others = tuple(map(side_of, page.others))
        return replace(page, debate=view, essay=essay, others=others, takes_comments=False)
    rounds = tuple(
        replace(round_, turns=tuple(replace(turn, essay=moved(turn.essay)) for turn in round_.turns))
        for round_ in page.later_rounds
    )
    nothing: tuple[()] = ()
    return replace(
        page,
        debate=view,
        later_rounds=rounds,
        stances_before=nothing,
        stances=nothing,
        results=None,
        results_url="",
        comments=None,
    )
