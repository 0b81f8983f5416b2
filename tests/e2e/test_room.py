"""The room in real browsers: two people, bad networks, closed tabs, no scripts, no sockets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from app import create_app
from app.authz.access import Actor
from app.chat import service as chat
from app.extensions import db
from app.tickets.models import Ticket
from tests.integration.chat.conftest import Room
from tests.integration.chat.live import Service
from tests.support.files import CAMERA, photo
from tests.support.fixtures_browser import DESK, PHONE, Person, assert_accessible
from tests.support.fixtures_server import LiveServer
from tests.support.measure import TransferMeter

pytestmark = pytest.mark.e2e
KILOBYTE = 1024
COLD, REPEAT = 60 * KILOBYTE, 10 * KILOBYTE
SOCKET = re.compile(r"/socket\.io/")


@pytest.fixture(scope="module")
def beside(live_server: LiveServer) -> Iterator[Service]:
    """The application beside the server, to bring rooms about."""
    app = create_app(live_server.env)
    yield Service(live_server, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def room(beside: Service) -> Room:
    return beside.room()


@pytest.fixture
def enter(beside: Service, new_person: Callable[..., Person]) -> Callable[..., Page]:
    """Return a function that opens the room as somebody: `enter(room, room.asker)`."""

    def come(room: Room, actor: Actor, *, language: str = "en", before: Any = None, **options: Any) -> Page:
        is_asker = actor.account_id is None
        person = new_person(screen=PHONE if is_asker else DESK, **options)
        name, _, value = beside.person(actor).cookie.partition("=")
        person.context.add_cookies([{"name": name, "value": value, "url": person.base}])
        person.expect_complaint("ERR_INTERNET_DISCONNECTED")
        person.expect_complaint("socket.io")
        person.expect_complaint("ERR_FAILED")
        if before:
            before(person)
        prefix = "" if language == "kk" else f"/{language}"
        person.open(f"{prefix}/{'t' if is_asker else 'desk'}/{room.ticket.number}")
        return person.page

    return come


def write(page: Page, text: str) -> None:
    page.fill("#body", text)
    page.click("#composer button[type=submit]")


def texts(page: Page) -> list[str]:
    return page.locator(".entry-message[data-place] .entry-body").all_inner_texts()


def is_connected(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_text("Connected")


def test_two_people_talk_live_and_see_each_other(room: Room, enter: Callable[..., Page]) -> None:
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    is_connected(asker)
    expect(worker.locator("[data-presence]")).to_have_text("Here now: Asker")
    worker.locator("#body").press_sequentially("Hel")
    expect(asker.locator("[data-presence]")).to_contain_text("is typing")
    worker.fill("#body", "Hello\n\n<b>there</b>")
    worker.locator("#body").press("Control+Enter")
    expect(asker.locator(".entry-message")).to_have_count(1)
    expect(asker.locator("[data-presence]")).to_contain_text("Here now")
    write(asker, "Good evening")
    expect(worker.locator(".entry-message")).to_have_count(2)
    assert texts(asker) == texts(worker) == ["Hello\n\n<b>there</b>", "Good evening"]
    expect(asker.locator("[data-seen]")).to_have_text("Your last message was read.")
    expect(asker.locator("#room-state")).to_contain_text("The lawyer will reply here")
    expect(asker.locator("#body")).to_be_focused()


def test_editing_and_withdrawing_happen_in_place_for_both(room: Room, enter: Callable[..., Page]) -> None:
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    write(asker, "First  version\nof two lines")
    asker.get_by_role("button", name="Edit").click()
    expect(asker.locator(".entry-editor textarea")).to_have_value("First  version\nof two lines")
    asker.locator(".entry-editor textarea").fill("Second version")
    asker.get_by_role("button", name="Save").click()
    expect(worker.locator(".entry-message .entry-body")).to_have_text("Second version")
    expect(worker.locator(".entry-edited")).to_have_text("edited")
    asker.get_by_role("button", name="Withdraw").click()
    expect(asker.get_by_role("button", name="Cancel")).to_be_focused()
    asker.get_by_role("button", name="Withdraw").click()
    expect(worker.locator(".entry-gone")).to_have_text("This message was withdrawn.")
    expect(asker.locator(".entry-tools")).to_have_count(0)


def test_what_is_written_in_a_tunnel_goes_out_once_and_in_order(
    room: Room, enter: Callable[..., Page]
) -> None:
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    is_connected(asker)
    asker.context.set_offline(True)
    expect(asker.locator("[data-connection]")).to_contain_text("No connection")
    for number in range(3):
        write(asker, f"in the tunnel {number}")
    write(worker, "meanwhile")
    expect(asker.locator(".entry-pending")).to_have_count(3)
    asker.context.set_offline(False)
    expect(worker.locator(".entry-message")).to_have_count(4, timeout=20_000)
    expect(asker.locator(".entry-pending")).to_have_count(0)
    assert texts(worker) == texts(asker) == ["meanwhile", *(f"in the tunnel {number}" for number in range(3))]


def test_an_unsent_text_survives_the_closed_tab(room: Room, enter: Callable[..., Page]) -> None:
    asker = enter(room, room.asker)
    is_connected(asker)
    asker.context.set_offline(True)
    write(asker, "typed before the battery died")
    asker.fill("#body", "half a sent")
    asker.wait_for_timeout(600)
    asker.context.set_offline(False)
    address, context = asker.url, asker.context
    context.route(SOCKET, lambda route: route.abort())
    asker.close()
    later = context.new_page()
    later.goto(address)
    expect(later.locator("#body")).to_have_value("half a sent")
    expect(later.locator(".entry-message[data-place]")).to_have_count(1, timeout=15_000)
    assert texts(later) == ["typed before the battery died"]


def test_on_a_shared_phone_nothing_stays(room: Room, enter: Callable[..., Page], beside: Service) -> None:
    signer: Any = beside.app.session_interface
    serializer = signer.get_signing_serializer(beside.app)

    def share(person: Person) -> None:
        cookie = next(each for each in person.context.cookies() if each["name"] == "kenes")
        shared = serializer.dumps({**serializer.loads(cookie["value"]), "shared_device": True})
        person.context.add_cookies([{"name": "kenes", "value": shared, "url": person.base}])

    asker = enter(room, room.asker, before=share)
    is_connected(asker)
    asker.context.set_offline(True)
    write(asker, "secret")
    asker.fill("#body", "half a secret")
    asker.wait_for_timeout(600)
    assert asker.evaluate("JSON.stringify([localStorage, sessionStorage])") == "[{},{}]"
    asker.context.set_offline(False)


def test_a_push_that_got_lost_is_asked_for(room: Room, enter: Callable[..., Page]) -> None:
    def swallow(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(
            lambda data: None if "swallowed" in str(data) and "chat:entry" in str(data) else line.send(data)
        )

    worker = enter(room, room.lawyer)
    asker = enter(room, room.asker, before=lambda person: person.context.route_web_socket(SOCKET, swallow))
    is_connected(asker)
    write(worker, "swallowed")
    write(worker, "follows")
    expect(asker.locator(".entry-message")).to_have_count(2)
    assert texts(asker) == ["swallowed", "follows"]


def test_a_join_that_the_server_could_not_answer_is_asked_again(
    room: Room, enter: Callable[..., Page]
) -> None:
    failed: list[str] = []

    def fail_first(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def pass_on(data: str | bytes) -> None:
            number = re.match(r'42(\d+)\["chat:join"', str(data))
            if number and len(failed) < 2:
                failed.append(str(data))
                line.send(f'43{number[1]}[{{"ok":false,"error":{{"code":"server_error","message":""}}}}]')
            else:
                server.send(data)

        line.on_message(pass_on)

    worker = enter(room, room.lawyer)
    asker = enter(room, room.asker, before=lambda person: person.context.route_web_socket(SOCKET, fail_first))
    write(worker, "after two failures")
    expect(asker.locator(".entry-message")).to_have_count(1, timeout=10_000)
    assert len(failed) == 2


def test_where_websockets_are_blocked_long_requests_take_over(room: Room, enter: Callable[..., Page]) -> None:
    asker = enter(
        room,
        room.asker,
        before=lambda person: person.context.route_web_socket(SOCKET, lambda line: line.close()),
    )
    worker = enter(room, room.lawyer)
    expect(asker.locator("[data-connection]")).to_contain_text("Weak connection", timeout=15_000)
    expect(asker.locator("[data-connection]")).to_have_text("Connected", timeout=30_000)
    write(worker, "still here")
    expect(asker.locator(".entry-message")).to_have_count(1, timeout=2_000)


def test_where_no_socket_gets_through_plain_requests_do(room: Room, enter: Callable[..., Page]) -> None:
    def block(person: Person) -> None:
        person.context.route_web_socket(SOCKET, lambda line: line.close())
        person.context.route(SOCKET, lambda route: route.abort())

    asker, worker = enter(room, room.asker, before=block), enter(room, room.lawyer)
    expect(asker.locator("[data-connection]")).to_contain_text("Weak connection", timeout=15_000)
    write(worker, "from the desk")
    expect(asker.locator(".entry-message")).to_have_count(1, timeout=12_000)
    write(asker, "from the phone")
    expect(worker.locator(".entry-message")).to_have_count(2)
    asker.get_by_role("button", name="Edit").click()
    asker.locator(".entry-editor textarea").fill("edited on the phone")
    asker.get_by_role("button", name="Save").click()
    expect(worker.locator(".entry-message .entry-body").last).to_have_text("edited on the phone")


def test_a_refused_text_says_why_and_comes_back_into_the_field(
    room: Room, enter: Callable[..., Page]
) -> None:
    asker = enter(room, room.asker)
    is_connected(asker)
    write(asker, "x" * 4001)
    expect(asker.locator(".entry-status")).to_have_text(
        "Not sent: This text is too long. Send it in several messages."
    )
    asker.get_by_role("button", name="Take back into the field").click()
    expect(asker.locator("#body")).to_have_value("x" * 4001)
    expect(asker.locator(".entry-pending")).to_have_count(0)


def test_personal_data_is_sent_only_when_the_asker_insists(room: Room, enter: Callable[..., Page]) -> None:
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    is_connected(asker)
    write(asker, "Call me: 8 701 123 45 67")
    expect(asker.locator(".entry-status")).to_contain_text("phone number")
    write(asker, "Or answer here")
    expect(worker.locator(".entry-message")).to_have_count(1)
    asker.get_by_role("button", name="Send it as it is").click()
    expect(worker.locator(".entry-message")).to_have_count(2)
    assert texts(worker) == ["Or answer here", "Call me: 8 701 123 45 67"]


def test_notes_and_prepared_replies_stay_at_the_desk(room: Room, enter: Callable[..., Page]) -> None:
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    is_connected(asker)
    worker.locator(".note-box summary").click()
    worker.fill("#note-body", "for colleagues only")
    worker.click("#note-composer button[type=submit]")
    expect(worker.locator(".entry-note .entry-body")).to_have_text("for colleagues only")
    worker.fill("#body", "My own words.")
    worker.select_option("#reply", index=1)
    worker.get_by_role("button", name="Insert").click()
    expect(worker.locator("#body")).to_have_value(re.compile(r"^My own words\.\n\n.{20}"))
    worker.reload()
    expect(worker.locator("#body")).to_have_value(re.compile(r"^My own words\."))
    write(worker, "Visible")
    expect(asker.locator(".entry-message")).to_have_count(1)
    assert "colleagues" not in asker.content()


def test_who_is_shown_out_is_told_and_keeps_the_text(
    room: Room, enter: Callable[..., Page], beside: Service
) -> None:
    worker = enter(room, room.lawyer)
    is_connected(worker)
    worker.fill("#body", "a long thought")
    answer = beside.person(room.lawyer).post(
        f"/desk/{room.ticket.number}/give-back", {"reason": "no_time", "text": ""}
    )
    assert answer.status_code == 303
    expect(worker.locator("[data-connection]")).to_have_text("You cannot read this conversation any more.")
    expect(worker.locator("#body")).to_have_value("a long thought")


def test_a_reader_further_up_is_not_torn_away(
    room: Room, enter: Callable[..., Page], beside: Service
) -> None:
    with beside.app.app_context():
        ticket = db.session.get_one(Ticket, room.ticket.id)
        for number in range(30):
            chat.send_message(
                room.lawyer, ticket, client_id=f"{ticket.id[:20]}-{number}", body=f"message {number}"
            )
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    is_connected(asker)
    asker.wait_for_timeout(300)
    assert asker.evaluate("scrollY") > 500  # it opens where reading goes on
    asker.evaluate("scrollTo(0, 200)")
    asker.wait_for_timeout(200)
    write(worker, "one more")
    expect(asker.locator(".below")).to_be_visible()
    assert asker.evaluate("scrollY") == 200
    asker.locator(".below").click()
    expect(asker.locator(".entry-message").last).to_be_in_viewport()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_without_scripts_the_same_room_works_by_form_and_refresh(
    room: Room, enter: Callable[..., Page], language: str
) -> None:
    asker = enter(room, room.asker, language=language, javascript=False)
    worker = enter(room, room.lawyer, language=language, javascript=False)
    write(asker, "no script here")
    assert "#e-" in asker.url
    worker.reload()
    assert texts(worker) == ["no script here"]
    expect(worker.locator("#unread")).to_be_visible()
    write(worker, "none here either")
    asker.locator(".timeline-refresh a").click()
    assert texts(asker) == ["no script here", "none here either"]
    expect(asker.locator("#unread")).to_be_visible()
    asker.locator(".own-messages summary").click()
    asker.locator(".own-messages a").first.click()
    asker.fill("#body", "changed without a script")
    asker.locator("main form button[type=submit]").first.click()
    assert texts(asker)[0] == "changed without a script"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_axe_finds_nothing_in_the_room(
    room: Room, enter: Callable[..., Page], language: str, scheme: str
) -> None:
    asker = enter(room, room.asker, language=language, color_scheme=scheme)
    worker = enter(room, room.lawyer, language=language, color_scheme=scheme)
    write(asker, "Сәлем!")
    write(worker, "Сәлеметсіз бе!")
    expect(asker.locator(".entry-message[data-place]")).to_have_count(2)
    asker.locator(".room-about summary").click()
    worker.locator(".note-box summary").click()
    asker.locator(".entry-tools button").first.click()
    worker.locator(".entry-tools button").last.click()
    for page in (asker, worker):
        assert_accessible(page)


def test_the_room_is_light_enough_for_a_weak_network(
    room: Room, enter: Callable[..., Page], beside: Service
) -> None:
    with beside.app.app_context():
        ticket = db.session.get_one(Ticket, room.ticket.id)
        for number in range(20):
            actor = room.lawyer if number % 2 else room.asker
            body = f"Хабарлама {number}: учаскеге барғанда жеке куәлікті ұмытпаңыз, мекенжай тізімде болуы керек."
            chat.send_message(actor, ticket, client_id=f"{ticket.id[:20]}-{number}", body=body)
    meters: list[TransferMeter] = []
    page = enter(
        room,
        room.asker,
        language="kk",
        before=lambda person: meters.append(TransferMeter.attach(person.context, person.page)),
    )
    expect(page.locator("[data-connection]")).to_have_text("Байланыс бар")
    page.wait_for_load_state("networkidle")
    assert meters[0].total <= COLD, meters[0].report()
    meters[0].reset()
    page.reload(wait_until="networkidle")
    assert 0 < meters[0].total <= REPEAT, meters[0].report()


def test_a_photo_is_sent_with_a_warning_a_progress_bar_and_a_repeat(
    room: Room, enter: Callable[..., Page], tmp_path: Path
) -> None:
    asker, worker = enter(room, room.asker), enter(room, room.lawyer)
    is_connected(asker)
    is_connected(worker)
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(photo(size=(1200, 900)))
    asker.locator(".upload summary").click()
    expect(asker.locator("#ballot-warning")).to_be_visible()
    assert_accessible(asker)
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if broken:
            route.continue_()
            return
        broken.append(route.request.url)
        route.abort()

    asker.route(re.compile(r"/files$"), break_once)
    asker.set_input_files("#upload-file", picture)
    asker.click(".upload button[type=submit]")
    for page in (asker, worker):
        expect(page.locator(".entry-file")).to_have_count(1, timeout=30_000)
        expect(page.locator(".entry-file a")).to_have_text("IMG_0001.jpg")
    assert broken
    expect(asker.locator(".upload")).not_to_have_attribute("open", "")
    worker.locator(".entry-file img").scroll_into_view_if_needed()
    with worker.expect_download() as started:
        worker.locator(".entry-file a").click()
    content = Path(started.value.path()).read_bytes()
    assert content.startswith(b"\xff\xd8\xff")
    assert CAMERA.encode() not in content
