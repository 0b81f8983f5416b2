"""The scaled installation of deploy/ on this machine: nginx, two processes, Redis with an ACL, PostgreSQL."""

from __future__ import annotations

import getpass
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import databases, needs
from tests.support.fixtures_server import LiveServer, is_ready, new_database
from tests.support.processes import ROOT, Recipe, Server, free_port, start

NGINX = ROOT / "deploy/nginx"
REAL_PORTS = ("127.0.0.1:5001", "127.0.0.1:5002")
FRAME = """
user {user};
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {content}
}}
"""


@dataclass
class Scaled:
    """Everything that runs, and where."""

    folder: Path
    port: int = field(default_factory=free_port)
    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    servers: dict[str, Server] = field(default_factory=dict)
    recipes: dict[str, Recipe] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.chmod(0o755)
        self.database_url = new_database("postgresql", databases.EMPTY, self.folder, "scaled")
        self.redis_url = self._start_redis()
        for name, port in zip(("one", "two"), self.ports, strict=True):
            self._start(name, self._web(name, port))
        self._start("nginx", self._nginx())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def as_live_server(self) -> LiveServer:
        env = databases.environment(self.database_url, self.folder / "beside", REDIS_URL=self.redis_url)
        web = self.servers["one"]
        return LiveServer(self.url, self.port, self.folder / "beside", env, web, None)

    def restart(self, name: str) -> None:
        """Stop a process in the usual way and start it again."""
        self.servers[name].stop()
        self.servers[name] = start(self.recipes[name], seconds=60)

    def stop(self) -> None:
        for server in reversed(list(self.servers.values())):
            server.stop()

    def _start(self, name: str, recipe: Recipe) -> None:
        self.recipes[name] = recipe
        self.servers[name] = start(recipe, seconds=60)

    def _start_redis(self) -> str:
        password, port, path = secrets.token_hex(16), free_port(), self.folder / "kenes.acl"
        acl = (ROOT / "deploy/redis/kenes.acl").read_text(encoding="utf-8")
        path.write_text(acl.replace("replace-this-password", password), encoding="utf-8")
        command = [needs.program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        command += ["--aclfile", str(path), "--save", "", "--dir", str(self.folder)]
        self._start("redis", Recipe(command, port, self.folder / "redis.log"))
        return f"redis://kenes:{password}@127.0.0.1:{port}/0"

    def _web(self, name: str, port: int) -> Recipe:
        settings = {"REDIS_URL": self.redis_url, "KENES_ASYNC": "gevent", "SWEEP_SECONDS": "2"}
        settings |= {"BASE_URL": self.url, "TRUSTED_PROXIES": "1", "BIND": f"127.0.0.1:{port}"}
        return Recipe(
            command=[sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "wsgi:app"],
            port=port,
            log=self.folder / f"{name}.log",
            env=databases.environment(self.database_url, self.folder / name, **settings),
            ready=is_ready,
        )

    def _nginx(self) -> Recipe:
        """Use the very files of deploy/, with other ports and folders."""
        whole = (NGINX / "kenes.conf").read_text(encoding="utf-8")
        upstreams = whole[whole.index("upstream kenes_pages") : whole.index("server {\n")]
        server = f"server {{ listen 127.0.0.1:{self.port}; include kenes-site.conf; }}"
        path = self.write_nginx(f"include kenes-http.conf;\n{upstreams}\n{server}")
        command = [needs.program("nginx"), "-p", str(self.folder), "-c", str(path)]
        return Recipe(command, self.port, self.folder / "nginx-start.log", ready=is_ready)

    def write_nginx(self, content: str, name: str = "nginx.conf") -> Path:
        for file in ("kenes-http.conf", "kenes-site.conf"):
            text = (NGINX / file).read_text(encoding="utf-8")
            (self.folder / file).write_text(self._moved(text), encoding="utf-8")
        path = self.folder / name
        frame = FRAME.format(user=getpass.getuser(), folder=self.folder, content=self._moved(content))
        path.write_text(frame, encoding="utf-8")
        return path

    def _moved(self, text: str) -> str:
        for real, port in zip(REAL_PORTS, self.ports, strict=True):
            text = text.replace(real, f"127.0.0.1:{port}")
        text = text.replace("/var/log/nginx", str(self.folder)).replace("/etc/nginx/kenes", str(self.folder))
        return text.replace("/opt/kenes/deploy/nginx", str(NGINX))
