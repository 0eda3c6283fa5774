"""A listener nobody may ever call, the texts that try to have it called, and every field they are put into."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from assistant.app import Assistant, build
from assistant.cli.demo import prepare_demo
from assistant.conversation import Job
from assistant.incidents.intake import PostInput
from assistant.knowledge.intake import Upload
from assistant.people import Person
from assistant.settings import Settings

# Each would fetch from the canary, without a click, in some renderer of Markdown, HTML, styles or exports.
FETCHING = (
    "![a]({c}/inline.png)",
    "![a][ref]\n\n[ref]: {c}/reference.png",
    "[![a]({c}/linked.png)]({c}/link)",
    "<{c}/autolink>",
    "<img src={c}/img>",
    '<img srcset="{c}/srcset 1x">',
    "<div style=\"background:url('{c}/style')\">a</div>",
    "<style>@import url({c}/import);body{{background:url({c}/rule)}}</style>",
    '<video poster="{c}/poster" src="{c}/video" autoplay></video>',
    '<audio src="{c}/audio" autoplay></audio>',
    '<link rel="stylesheet" href="{c}/sheet"><link rel="prefetch" href="{c}/prefetch">',
    '<meta http-equiv="refresh" content="0;url={c}/refresh">',
    '<form action="{c}/form"><button autofocus>a</button></form>',
    '<iframe src="{c}/frame" srcdoc="<img src={c}/srcdoc>"></iframe>',
    '<object data="{c}/object"></object><embed src="{c}/embed">',
    '<svg><image href="{c}/svg"/><use href="{c}/use#a"/></svg>',
    "<base href='{c}/base/'>",
    '<img src="//{h}/protocol-relative">',
    "&lt;img src={c}/entities&gt; &#60;img src={c}/numeric&#62; %3Cimg src={c}/percent%3E",
    '<a href="{c}/ping" ping="{c}/pinged">a</a>',
    "data:text/html,<img src={c}/data>",
)
# Each would run a script somewhere: in HTML, in an attribute, in a template, in a link, in a style.
RUNNING = (
    "<script>window.kp_ran=1</script>",
    "<img src=x onerror=window.kp_ran=1>",
    "<svg/onload=window.kp_ran=1>",
    "<details open ontoggle=window.kp_ran=1>",
    "<input autofocus onfocus=window.kp_ran=1>",
    "<iframe srcdoc='<script>parent.kp_ran=1</script>'></iframe>",
    "<a href=javascript:window.kp_ran=1>a</a> javascript:window.kp_ran=1",
    '"><script>window.kp_ran=1</script>',
    "' onmouseover='window.kp_ran=1' x='",
    "</textarea></title></style></script><script>window.kp_ran=1</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.kp_ran=1>",
    "<noscript><p title='</noscript><img src=x onerror=window.kp_ran=1>'>",
    "<!--><img src=x onerror=window.kp_ran=1>-->",
    "${{window.kp_ran=1}} `${{window.kp_ran=1}}`",
    "{{{{constructor.constructor('window.kp_ran=1')()}}}} {{% raw %}}",
    "{{{{#with (lookup this 'constructor')}}}}{{{{/with}}}}",
    "\\u003cscript\\u003ewindow.kp_ran=1\\u003c/script\\u003e",
    "<x contenteditable onblur=window.kp_ran=1>a</x><button form=a formaction=javascript:window.kp_ran=1>a</button>",
)
HOSTILE_NAME = "<img src=x onerror=window.kp_ran=1> ${window.kp_ran=1}"


class Canary:
    """Counts who called; `address` is another origin on this machine."""

    def __init__(self, address: str, calls: list[str]) -> None:
        self.address = address
        self.host = address.removeprefix("http://")
        self.calls = calls

    def armed(self, texts: tuple[str, ...]) -> list[str]:
        return [text.format(c=self.address, h=self.host) for text in texts]


@contextmanager
def listening() -> Iterator[Canary]:
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Canary(f"http://127.0.0.1:{server.server_address[1]}", calls)
    finally:
        server.shutdown()


def poison(data: Path, texts: list[str]) -> list[str]:
    """Put the texts into every stored field of a demo company; the addresses of the pages that then show them."""
    assistant = build(Settings(data=data, company="Ljungsjö Mejeri"))
    try:
        prepare_demo(assistant)
        people = {one.name.split()[0]: one for one in assistant.people.all()}
        named = assistant.people.add(HOSTILE_NAME, "<img/src=x>@ljungsjo.example", ["writer", "community_manager"])
        _documents(assistant, data, texts)
        pages = _incidents(assistant, named, texts) + _chat(assistant, people["Karin"], texts)
        for text in texts:
            assistant.answers.ask(f"Vilken kvantfysik gäller för {text}")  # nothing answers it: a gap is noted
        list(assistant.plans.draft(people["Karin"], "sv"))
        return pages + [f"knowledge?doc={one.id}" for one in assistant.library.documents() if "poison" in one.name]
    finally:
        assistant.close()


def _documents(assistant: Assistant, data: Path, texts: list[str]) -> None:
    lines = "\n\n".join(f"## {text.splitlines()[0]}\n\nVid nivå 3 svarar vi inom 30 minuter. {text}" for text in texts)
    head = f"# Svarspolicy poison {HOSTILE_NAME}\n\nÄgare: {HOSTILE_NAME}\nStatus: Godkänd\nGiltig från: 2026-01-01\n\n"
    path = data / f"poison {HOSTILE_NAME}.md"
    path.write_text(head + lines, encoding="utf-8")
    steps = list(assistant.library.add([Upload(path.name, path)], HOSTILE_NAME))
    assert not [one for one in steps if one.step == "refused"], steps
    path.unlink()


def _incidents(assistant: Assistant, by: Person, texts: list[str]) -> list[str]:
    first = PostInput(
        text="\n".join(texts), channel="facebook", author=texts[0][:200], url="javascript:window.kp_ran=1"
    )
    incident = assistant.incidents.register(first, by)
    for text in texts:
        assistant.incidents.add_post(
            incident.id, PostInput(text=text, channel="x", author=text[:200], url=f"https://{text[:80]}"), by
        )
    assistant.incidents.decide(incident.id, 2, incident.category, texts[0][:150], by)
    reply = assistant.replies.new_reply(
        incident_id=incident.id,
        channel="facebook",
        account=texts[0][:80],
        reply_to=texts[1][:80],
        language="sv",
        text="\n".join(texts),
        requested_by=by,
        writer="template",
        passages=[],
        required_roles=["comms_director"],
        level=2,
        post_text="\n".join(texts),
    )
    reply = assistant.replies.edit(reply.id, reply.version, "Hej! " + "\n".join(texts), by)
    assistant.replies.submit(reply.id, reply.version, by)
    plain = assistant.incidents.register(PostInput(text="Min yoghurt var sur i dag.", channel="facebook"), by)
    return [
        f"incidents?id={incident.id}",
        f"approvals?id={reply.id}",
        f"decide?id={reply.id}",
        f"incidents?id={plain.id}",
    ]


def _chat(assistant: Assistant, by: Person, texts: list[str]) -> list[str]:
    talk = assistant.conversations.start(by)
    for text in texts:
        answer = assistant.answers.ask(f"Hur snabbt svarar vi vid nivå 3? {text}")
        assistant.conversations.add(talk, by, Job("question", text), answer=answer)
    return [f"chat?c={talk}"]
