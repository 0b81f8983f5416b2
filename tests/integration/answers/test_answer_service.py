"""Writing, giving, accepting, asking back and rating, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.answers import service
from app.answers.events import AnswerGiven
from app.answers.models import Answer
from app.answers.queries import body_of, draft_of, newest_given, provision_ids, rating_words
from app.answers.rules import Body
from app.authz.access import Actor
from app.chat.queries import timeline_after
from app.chat.service import send_message
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import after_commit
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.service import give_back
from tests.actors import asker_of, lawyer, moderator
from tests.cases import BODY, Case, give_answer, make_case, make_provision
from tests.factories import make_ticket

pytestmark = pytest.mark.usefixtures("db_session")
told: list[AnswerGiven] = []
after_commit(AnswerGiven)(told.append)


def versions(case: Case) -> list[tuple[int, str]]:
    query = (
        select(Answer.version, Answer.state)
        .where(Answer.ticket_id == case.ticket.id)
        .order_by(Answer.version)
    )
    return [tuple(row) for row in db.session.execute(query)]


def test_an_unfinished_draft_is_kept_word_for_word() -> None:
    case = make_case()
    service.save_draft(case.lawyer, case.ticket, body=Body(explanation="Тек баста"), provisions=[])
    service.save_draft(case.lawyer, case.ticket, body=Body(explanation="Тек басталды"), provisions=[])
    assert body_of(draft_of(case.ticket)).explanation == "Тек басталды"
    assert versions(case) == [(1, "draft")]
    assert newest_given(case.ticket) is None


def test_the_words_of_a_draft_are_sealed_in_the_database() -> None:
    case = make_case()
    answer = service.save_draft(case.lawyer, case.ticket, body=BODY, provisions=[])
    stored = db.session.scalar(select(Answer.body_sealed).where(Answer.id == answer.id))
    assert BODY.short.encode() not in stored


def test_only_known_provisions_are_cited_once_and_in_order() -> None:
    case = make_case()
    make_provision("EL:24(6)")
    make_provision("EL:25(3)")
    cited = ["EL:25(3)", "XX:1", "EL:24(6)", "EL:25(3)"]
    answer = service.save_draft(case.lawyer, case.ticket, body=BODY, provisions=cited)
    assert provision_ids(answer) == ["EL:25(3)", "EL:24(6)"]
    answer = service.save_draft(case.lawyer, case.ticket, body=BODY, provisions=["EL:24(6)"])
    assert provision_ids(answer) == ["EL:24(6)"]


def test_giving_an_answer_moves_the_ticket_and_tells_who_listens() -> None:
    case = make_case()
    told.clear()
    answer = give_answer(case)
    assert case.ticket.state == "answered"
    assert case.ticket.answered_at is not None
    assert case.ticket.first_reply_at is not None
    assert [event.answer_id for event in told] == [answer.id]
    assert [entry.action for entry in timeline_after(case.asker, case.ticket, 0).entries][-1] == "answer"


@pytest.mark.parametrize(
    ("body", "provisions"),
    [(Body(short=""), ["EL:24(6)"]), (Body(short="Иә."), []), (Body(short="а" * 241), ["EL:24(6)"])],
)
def test_an_answer_without_a_short_answer_or_without_law_is_not_given(
    body: Body, provisions: list[str]
) -> None:
    case = make_case()
    make_provision()
    service.save_draft(case.lawyer, case.ticket, body=body, provisions=provisions)
    with pytest.raises(Invalid):
        service.give(case.lawyer, case.ticket)
    assert case.ticket.state == "claimed"
    assert versions(case) == [(1, "draft")]


def test_without_a_draft_there_is_nothing_to_give() -> None:
    case = make_case()
    with pytest.raises(Conflict):
        service.give(case.lawyer, case.ticket)


def test_a_draft_after_a_given_answer_is_a_new_version_that_the_asker_does_not_see() -> None:
    case = make_case()
    give_answer(case)
    service.save_draft(case.lawyer, case.ticket, body=Body(short="Жаңа."), provisions=["EL:24(6)"])
    assert versions(case) == [(1, "given"), (2, "draft")]
    assert body_of(newest_given(case.ticket)) == BODY
    service.give(case.lawyer, case.ticket)
    assert body_of(newest_given(case.ticket)).short == "Жаңа."


def test_accepting_closes_the_question_once() -> None:
    case = make_case()
    answer = give_answer(case)
    service.accept(case.asker, answer)
    assert (answer.state, case.ticket.state) == ("accepted", "closed")
    assert case.ticket.closed_at is not None
    with pytest.raises(Conflict):
        service.accept(case.asker, answer)


def test_an_answer_can_be_accepted_after_a_thank_you() -> None:
    case = make_case()
    answer = give_answer(case)
    send_message(case.asker, case.ticket, client_id="thank-you-1", body="Рақмет!")
    assert case.ticket.state == "waiting_for_lawyer"
    service.accept(case.asker, answer)
    assert case.ticket.state == "closed"


def test_asking_back_puts_the_words_into_the_room_and_the_turn_to_the_lawyer() -> None:
    case = make_case()
    answer = give_answer(case)
    service.ask_back(case.asker, answer, words="Ал пәтер жалдасам ше?")
    assert (answer.state, case.ticket.state) == ("asked_back", "waiting_for_lawyer")
    entries = timeline_after(case.lawyer, case.ticket, 0).entries
    assert [entry.text for entry in entries if entry.kind == "message"] == ["Ал пәтер жалдасам ше?"]
    with pytest.raises(Conflict):
        service.accept(case.asker, answer)


def test_asking_back_needs_words() -> None:
    case = make_case()
    answer = give_answer(case)
    with pytest.raises(Invalid):
        service.ask_back(case.asker, answer, words="  ")
    assert answer.state == "given"


def test_only_the_newest_answer_can_be_accepted() -> None:
    case = make_case()
    old = give_answer(case)
    give_answer(case, Body(short="Жаңа."))
    with pytest.raises(Conflict):
        service.accept(case.asker, old)


def test_a_rating_keeps_its_words_sealed_and_can_be_changed() -> None:
    case = make_case()
    answer = give_answer(case)
    service.rate(case.asker, answer, stars=5, words="Бәрі түсінікті")
    assert (answer.rating, rating_words(answer)) == (5, "Бәрі түсінікті")
    service.rate(case.asker, answer, stars=4)
    assert (answer.rating, rating_words(answer)) == (4, "")


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_a_rating_has_one_to_five_stars(stars: int) -> None:
    case = make_case()
    answer = give_answer(case)
    with pytest.raises(Invalid):
        service.rate(case.asker, answer, stars=stars)


def test_the_room_becomes_a_draft_below_what_was_written_already() -> None:
    case = make_case()
    send_message(case.lawyer, case.ticket, client_id="lawyer-0001", body="Бірінші ой.")
    send_message(case.asker, case.ticket, client_id="asker-00001", body="Менің сөзім.")
    send_message(case.lawyer, case.ticket, client_id="lawyer-0002", body="Екінші ой.")
    service.save_draft(case.lawyer, case.ticket, body=Body(short="Иә.", explanation="Басы."), provisions=[])
    for _ in range(2):
        draft = service.draft_from_chat(case.lawyer, case.ticket)
        assert body_of(draft) == Body(short="Иә.", explanation="Басы.\n\nБірінші ой.\n\nЕкінші ой.")


def test_only_the_assigned_lawyer_writes_and_only_the_asker_judges() -> None:
    case, strangers = make_case(), [lawyer(), moderator(), asker_of(make_ticket())]
    for stranger in [*strangers, case.asker]:
        with pytest.raises(NotAllowed):
            service.save_draft(stranger, case.ticket, body=BODY, provisions=[])
    answer = give_answer(case)
    for stranger in [*strangers, case.lawyer]:
        _refused_to_judge(stranger, answer)


def _refused_to_judge(stranger: Actor, answer: Answer) -> None:
    with pytest.raises(NotAllowed):
        service.accept(stranger, answer)
    with pytest.raises(NotAllowed):
        service.ask_back(stranger, answer, words="?")
    with pytest.raises(NotAllowed):
        service.rate(stranger, answer, stars=1)


def test_who_gave_the_case_back_writes_no_more_and_the_next_lawyer_goes_on() -> None:
    case = make_case()
    service.save_draft(case.lawyer, case.ticket, body=BODY, provisions=[])
    give_back(case.lawyer, case.ticket, reason="no_time")
    with pytest.raises(NotAllowed):
        service.save_draft(case.lawyer, case.ticket, body=BODY, provisions=[])
    assert body_of(draft_of(case.ticket)) == BODY


def test_a_failed_step_leaves_no_half_given_answer() -> None:
    case = make_case()
    make_provision()
    service.save_draft(case.lawyer, case.ticket, body=BODY, provisions=["EL:24(6)"])
    with pytest.raises(RuntimeError):
        _give_and_fail(case)
    db.session.expire_all()
    assert versions(case) == [(1, "draft")]
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 1


def _give_and_fail(case: Case) -> None:
    with transaction():
        service.give(case.lawyer, case.ticket)
        raise RuntimeError
