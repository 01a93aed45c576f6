"""The digest through a real mail server: who got which mail, once a week, with TLS, and nothing of another team in it."""

from __future__ import annotations

import html
import io
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from dashboard import commands
from dashboard.address import Known, read_address
from dashboard.digest import week_of
from dashboard.links import START_PAGE, Links
from dashboard.post import Post, PostError
from data_access.records import Records, RecordsError, open_records
from data_access.settings import SettingsError, read_settings
from data_access.settings_sections import MailSettings
from tests.specs import tables as specs
from tests.specs.tables import NOW, D

CERTIFICATE = Path(__file__).parent / "certificates" / "localhost.pem"
"""Of localhost, signed by itself: nobody trusts it who is not told to."""
PASSWORD = "not in any log 4711"
HEADER = "Eve Bcc: everybody@outside.invalid"

COMPANY = """
teams
team_id | name   | parent_team_id
t1      | Coast  |
t2      | Export |
t3      | Harbour | t1

employees
employee_id | name                 | team_id | email               | active
e1          | Ann                  | t1      | ann@example.com     |
e2          | Ben                  | t2      | ben@example.com     |
e3          | Cleo                 | t3      | cleo@example.com    |
e4          | {HEADER}             | t2      | eve@example.com     |
e5          | Gone                 | t1      | gone@example.com    | false
e6          | Without a team       |         | nobody@example.com  |

accounts
account_id | name             | owner_id
a1         | Coastal Cranes   | e1
a2         | Exported Engines | e2
a3         | Harboured Hulls  | e3
a4         | Coastal <b>Ca</b> & Co | e1
a5         | Exported second  | e2

interactions
interaction_id | account_id | kind    | status | starts_at | employee_id
i1             | a1         | meeting | held   | d-83      | e1
i2             | a2         | meeting | held   | d-83      | e2
i3             | a5         | meeting | held   | d-2       | e2

orders
order_id | account_id | ordered_on | amount | currency | status
o1       | a1         | d-16       | 318000 | EUR      | delivered
o2       | a2         | d-17       | 70000  | EUR      | delivered
o3       | a3         | d-15       | 500    | EUR      | delivered
o4       | a4         | d-200      | 90     | EUR      | delivered
o5       | a5         | d-300      | 90     | EUR      | delivered
"""
NAMES = {
    "t1": ("Coastal Cranes", "Coastal <b>Ca</b> & Co"),
    "t2": ("Exported Engines", "Exported second"),
    "t3": ("Harboured Hulls",),
}
KEYS = {"t1": ("a1", "a4"), "t2": ("a2", "a5"), "t3": ("a3",)}
SEES = {
    "vp@example.com": ("t1", "t2", "t3"),
    "ann@example.com": ("t1", "t3"),
    "ben@example.com": ("t2",),
    "cleo@example.com": ("t3",),
    "eve@example.com": ("t2",),
}


@dataclass
class Inbox:
    """What the server was given, and whom it refuses."""

    refused: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    """Whose mail is taken, after which the line is cut before the answer."""
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list
    ) -> str:
        """Refuses whom it does not know."""
        if address in self.refused:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.mails += [(recipient, message) for recipient in envelope.rcpt_tos]
        self.encrypted.append(session.ssl is not None)
        if self.left & set(envelope.rcpt_tos):
            _server.transport.abort()
        return "250 taken"

    def of(self, address: str) -> EmailMessage:
        """The one mail of a recipient."""
        (found,) = [message for recipient, message in self.mails if recipient == address]
        return found


def identified(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    """Whether user and password are right."""
    return AuthResult(success=(data.login, data.password) == (b"digest", PASSWORD.encode()), handled=False)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("localhost", 0))
        return asked.getsockname()[1]


def trusting() -> ssl.SSLContext:
    """What the server shows for itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@pytest.fixture
def inbox() -> Inbox:
    """What the mail server of a test was given."""
    return Inbox()


@pytest.fixture
def server(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Controller]:
    """A mail server that takes mail with STARTTLS alone, whose certificate this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    found = Controller(
        inbox,
        hostname="localhost",
        port=free_port(),
        tls_context=trusting(),
        require_starttls=True,
        authenticator=identified,
    )
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company's tables as CSV files."""
    folder = tmp_path_factory.mktemp("digest")
    (folder / "exports").mkdir()
    for name, content in specs.store(COMPANY.replace("{HEADER}", HEADER)).files:
        (folder / "exports" / name).write_bytes(content)
    return folder


@pytest.fixture
def place(source: Path, tmp_path: Path) -> Path:
    """A folder with settings of its own, and so with records of its own; its mirror is the module's."""
    return tmp_path


def configure(place: Path, source: Path, port: int, mail: str = "", leaders: str = '"vp@example.com"') -> None:
    """Writes settings that name the source, a mail server and who leads."""
    (place / "account_health.toml").write_text(
        f"""
[source]
folder = {str(source / "exports")!r}
as_of = {D.isoformat()}
timezone = "Europe/Helsinki"
[storage]
mirror = {str(source / "mirror")!r}
[access]
leaders = [{leaders}]
[server]
public_url = "https://health.example.com/"
[mail]
host = "localhost"
port = {port}
from = "health@example.com"
{mail}
""",
        encoding="utf-8",
    )


@dataclass(frozen=True)
class Done:
    """A finished call."""

    code: int
    out: str
    err: str


def call(place: Path, *words: str) -> Done:
    """The command, carried out in the folder."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(place), redirect_stdout(out), redirect_stderr(err):
        try:
            code = commands.main(list(words), clock=lambda: NOW)
        except SystemExit as ended:
            code = ended.code
    return Done(code, out.getvalue(), err.getvalue())


def words_of(message: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a mail."""
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def test_everybody_gets_their_own_teams_and_nothing_of_another(place, source, server, inbox):
    configure(place, source, server.port)
    done = call(place, "digest")
    assert done.code == 0, done.err
    assert {recipient for recipient, _ in inbox.mails} == set(SEES)
    assert all(inbox.encrypted)
    for address, teams in SEES.items():
        everything = "".join([*words_of(inbox.of(address)), inbox.of(address)["Subject"]])
        for team in NAMES.keys() - set(teams):
            assert not [name for name in NAMES[team] if name in everything or html.escape(name) in everything]
            assert not [key for key in KEYS[team] if f"account={key}" in everything]
        assert any(name in everything for team in teams for name in NAMES[team])
    text, page = words_of(inbox.of("vp@example.com"))
    assert "Exported Engines" in text
    assert "Coastal Cranes" in page
    assert "Team Export" in words_of(inbox.of("ben@example.com"))[0]


def test_text_and_html_say_the_same_and_names_are_text(place, source, server, inbox):
    configure(place, source, server.port)
    call(place, "digest")
    for address in SEES:
        text, page = words_of(inbox.of(address))
        seen = re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
        for figure in re.findall(r"^(?:On cadence|Neglected buyers): ([^,\n]+)", text, re.MULTILINE):
            assert figure in seen
    ann = inbox.of("ann@example.com")
    assert "<b>Ca</b>" not in words_of(ann)[1]
    assert ann["To"] == "Ann <ann@example.com>"
    assert ann["From"] == "Account Health <health@example.com>"
    assert ann["Subject"].startswith(f"Weekly review {D.day} ")
    assert ann["Auto-Submitted"] == "auto-generated"
    eve = inbox.of("eve@example.com")
    assert eve["Bcc"] is None
    assert eve["Message-ID"] != ann["Message-ID"]


def test_links_open_exactly_the_view_that_is_told_of(place, source, server, inbox):
    configure(place, source, server.port)
    call(place, "digest")
    for address, teams in SEES.items():
        text, page = words_of(inbox.of(address))
        links = re.findall(r"https://\S+", text)
        assert set(links) == set(re.findall(r'href="([^"]+)"', page.replace("&amp;", "&")))
        view = urlsplit(links[-1])
        assert (view.netloc, view.path) == ("health.example.com", "/")
        known = Known(D, D, ("t1", "t2", "t3"), (), ())
        asked, ignored = read_address(parse_qs(view.query), known)
        assert not ignored
        assert asked.as_of == D
        assert asked.team == (() if address == "vp@example.com" else teams)
        assert (D - asked.since).days == 7
        accounts = {parse_qs(urlsplit(link).query)["account"][0] for link in links[:-1]}
        assert accounts <= {key for team in teams for key in KEYS[team]}


def test_running_it_twice_in_a_week_sends_nothing_twice(place, source, server, inbox):
    configure(place, source, server.port)
    assert call(place, "digest").code == 0
    first = len(inbox.mails)
    again = call(place, "digest")
    assert (again.code, len(inbox.mails)) == (0, first)
    assert again.out.count("sent before") == first == len(SEES)
    assert f"{week_of(D)}: {first} mails sent before." in again.err


def test_a_mail_whose_answer_is_lost_is_reported_and_not_handed_over_a_second_time(place, source, server, inbox):
    configure(place, source, server.port)
    inbox.left = {"ben@example.com"}
    done = call(place, "digest")
    assert [recipient for recipient, _ in inbox.mails].count("ben@example.com") == 1
    assert {recipient for recipient, _ in inbox.mails} == set(SEES)
    assert done.out.count("failed") == 1
    assert "ended the connection" in done.out


def test_a_connection_that_was_ended_between_two_mails_is_made_anew(server, inbox):
    message = EmailMessage()
    message["From"], message["To"] = "health@example.com", "ann@example.com"
    with Post(MailSettings("localhost", "health@example.com", port=server.port)) as post:
        post.send(message)
        post._server.sock.close()
        post.send(message)
    assert len(inbox.mails) == 2


def test_a_mail_that_was_sent_is_told_where_that_could_not_be_kept(place, source, server, inbox, monkeypatch):
    configure(place, source, server.port)

    def is_down(*_: object) -> None:
        raise RecordsError("The records are being written by another program.")

    monkeypatch.setattr(Records, "delivered", is_down)
    done = call(place, "digest")
    assert done.code == 0
    assert len(inbox.mails) == len(SEES)
    assert done.out.count("could not be kept, so a later run may send it again. The records are being") == len(SEES)


def test_a_refused_recipient_is_reported_and_does_not_stop_the_rest(place, source, server, inbox):
    configure(place, source, server.port)
    inbox.refused = {"ben@example.com"}
    done = call(place, "digest")
    assert done.code == 1
    assert {recipient for recipient, _ in inbox.mails} == set(SEES) - {"ben@example.com"}
    (line,) = [line for line in done.out.splitlines() if line.startswith("ben@")]
    assert "failed" in line
    assert "the server refused the address: 550 no such person here" in line
    kept = open_records(read_settings(place / "account_health.toml", place).records).deliveries(week_of(D))
    assert dict(zip(kept["recipient"], kept["state"], strict=True)) == {
        address: "failed" if address.startswith("ben") else "sent" for address in SEES
    }
    inbox.refused, inbox.mails = set(), []
    again = call(place, "digest")
    assert again.code == 0
    assert [recipient for recipient, _ in inbox.mails] == ["ben@example.com"]


def test_the_password_comes_from_the_environment_and_is_told_to_nobody(place, source, server, inbox, monkeypatch):
    configure(place, source, server.port, 'user = "digest"\npassword_env = "MAIL_PASSWORD"')
    missing = call(place, "digest")
    assert missing.code == 1
    assert "set the environment variable MAIL_PASSWORD" in missing.err
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    wrong = call(place, "digest")
    assert wrong.code == 1
    assert "did not accept user and password" in wrong.out
    assert not inbox.mails
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    right = call(place, "digest")
    assert right.code == 0, right.out
    assert len(inbox.mails) == len(SEES)
    for done in (missing, wrong, right):
        assert PASSWORD not in done.out + done.err
        assert "wrong" not in done.out + done.err
    trail = open_records(read_settings(place / "account_health.toml", place).records).audit()
    assert PASSWORD not in trail.to_csv()


def test_a_certificate_that_is_not_trusted_gets_no_mail(place, source, server, inbox, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    configure(place, source, server.port)
    done = call(place, "digest")
    assert done.code == 1
    assert not inbox.mails
    assert done.out.count("the certificate of localhost:") == len(SEES)


def test_a_server_without_tls_gets_no_mail_in_clear(place, source, inbox):
    plain = Controller(inbox, hostname="localhost", port=free_port())
    plain.start()
    try:
        configure(place, source, plain.port)
        done = call(place, "digest")
        assert done.code == 1
        assert not inbox.mails
        assert "STARTTLS" in done.out
        configure(place, source, plain.port, 'tls = "none"')
        assert call(place, "digest").code == 0
        assert len(inbox.mails) == len(SEES)
        assert not any(inbox.encrypted)
    finally:
        plain.stop()


def test_tls_from_the_first_byte(place, source, inbox, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    server = Controller(inbox, hostname="localhost", port=free_port(), ssl_context=trusting())
    server.start()
    try:
        configure(place, source, server.port, 'tls = "tls"')
        assert call(place, "digest").code == 0
        assert len(inbox.mails) == len(SEES)
    finally:
        server.stop()


def test_a_server_that_is_down_is_said_for_each(place, source):
    port = free_port()
    configure(place, source, port)
    done = call(place, "digest")
    assert done.code == 1
    assert done.out.count(f"localhost:{port} cannot be reached") == len(SEES)


def test_a_dry_run_writes_the_mails_and_keeps_nothing(place, source, server, inbox):
    configure(place, source, server.port)
    done = call(place, "digest", "--dry-run", "--out", "mails")
    assert done.code == 0, done.err
    files = sorted((place / "mails").glob("*.eml"))
    assert len(files) == len(SEES)
    assert not inbox.mails
    found = {
        str(message_from_bytes(file.read_bytes(), policy=policy.default)["To"].addresses[0].addr_spec) for file in files
    }
    assert found == set(SEES)
    assert call(place, "digest").code == 0
    assert len(inbox.mails) == len(SEES)


def test_since_is_what_each_part_is_compared_with(place, source, server):
    configure(place, source, server.port)
    done = call(place, "digest", "--dry-run", "--since", "2024-01-01", "--out", "mails")
    assert done.code == 0, done.err
    message = message_from_bytes(next((place / "mails").glob("*ann*")).read_bytes(), policy=policy.default)
    assert "since=2024-01-01" in words_of(message)[0]
    assert call(place, "digest", "--since", D.isoformat()).code == 2


def test_without_mail_settings_or_anybody_to_write_to_it_says_what_to_do(place, source):
    configure(place, source, 25)
    text = (place / "account_health.toml").read_text()
    (place / "account_health.toml").write_text(text[: text.index("[mail]")])
    done = call(place, "digest")
    assert (done.code, done.out) == (2, "")
    assert "Add to the settings: [mail] with host and from" in done.err
    assert call(place, "digest", "--out", "x").code == 2


@pytest.mark.parametrize(
    ("mail", "sentence"),
    [
        ('tls = "yes"', "tls 'yes' is not known"),
        ('tls = "none"\nuser = "a"\npassword_env = "B"', "would be sent in clear"),
        ('user = "a"', "user and password_env belong together"),
        ("port = 0", "port must be a whole number"),
        ("port = true", "port must be a whole number"),
        ("user = 1", "user must be text in quotes"),
        ('from = "nobody"', "is not an e-mail address"),
        ('password = "secret"', "password is not known. Did you mean password_env"),
    ],
)
def test_faults_of_the_mail_settings_are_sentences(tmp_path, mail, sentence):
    lines = {"host": 'host = "h"', "from": 'from = "a@example.com"'}
    kept = [line for name, line in lines.items() if not mail.startswith(name)]
    (tmp_path / "s.toml").write_text("[mail]\n" + "\n".join([*kept, mail]) + "\n")
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        read_settings(tmp_path / "s.toml", tmp_path)


def test_mail_settings_have_the_usual_port_of_their_kind_of_tls(tmp_path):
    for tls, port in (("starttls", 587), ("tls", 465), ("none", 25)):
        (tmp_path / "s.toml").write_text(f'[mail]\nhost = "h"\nfrom = "a@example.com"\ntls = "{tls}"\n')
        assert read_settings(tmp_path / "s.toml", tmp_path).mail == MailSettings("h", "a@example.com", tls, port)
    for url, kept in (('"https://h.example.com/"', "https://h.example.com"), ('""', None)):
        (tmp_path / "s.toml").write_text(f"[server]\npublic_url = {url}\n")
        assert read_settings(tmp_path / "s.toml", tmp_path).public_url == kept
    for url in ('"health.example.com"', '"ftp://h"', '"https://h/?a=b"', "3"):
        (tmp_path / "s.toml").write_text(f"[server]\npublic_url = {url}\n")
        with pytest.raises(SettingsError, match="public_url"):
            read_settings(tmp_path / "s.toml", tmp_path)


def test_weeks_are_counted_as_calendars_do():
    assert [week_of(date(2026, 11, on)) for on in (15, 16, 22)] == ["2026-W46", "2026-W47", "2026-W47"]
    assert week_of(date(2027, 1, 1)) == "2026-W53"


def test_there_are_no_links_where_nobody_knows_the_address():
    assert Links(None).review(D, D, None) is None
    assert Links("https://h").account("a b&c", D) == f"https://h/account?as_of={D}&account=a+b%26c"


def test_the_start_page_of_links_is_that_of_the_menu():
    from dashboard.ui.menu import ENTRIES

    assert [entry.name for entry in ENTRIES if entry.default] == [START_PAGE]


def test_a_password_that_is_not_there_is_asked_for_before_anything_is_sent():
    settings = MailSettings("h", "a@example.com", user="u", password_env="NOT_THERE")
    with pytest.raises(PostError, match="NOT_THERE"):
        Post(settings, {})


def test_nothing_is_said_of_a_password_that_smtp_does_not_take():
    settings = MailSettings("h", "a@example.com", user="u", password_env="GIVEN")
    with pytest.raises(PostError, match="has a sign beyond ASCII") as error:
        Post(settings, {"GIVEN": "geh\u00e4im"})
    assert "\u00e4" not in str(error.value)
