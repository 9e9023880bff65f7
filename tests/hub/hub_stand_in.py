"""A stand-in for huggingface.co, as far as huggingface_hub asks it to send and fetch a repository: one process, one user, no git.

It keeps every commit's files, gives binary ones over LFS as the Hub does, and refuses who has no token.
"""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
from dataclasses import dataclass, field

import uvicorn
from huggingface_hub.utils.sha import git_hash
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "hf_of_a_student"
LFS = (".safetensors", ".png", ".bin", ".pkl", ".zip")


@dataclass
class Repository:
    private: bool = False
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)  # oldest first

    @property
    def head(self) -> str:
        return list(self.commits)[-1]

    def commit(self, files: dict[str, bytes]) -> str:
        digest = hashlib.sha1(repr((len(self.commits), sorted(files))).encode()).hexdigest()
        self.commits[digest] = files
        return digest

    def find(self, revision: str) -> str | None:
        return self.head if revision == "main" else revision if revision in self.commits else None


class Hub:
    """The repositories, and the Starlette app that answers for them. `lies` replaces what a file's download gives."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.blobs: dict[str, bytes] = {}
        self.lies: dict[str, bytes] = {}
        self.broken = 0  # a status that every request is answered with
        self.asked: list[str] = []
        models = "/api/models/{user}/{name}"
        self.app = Starlette(
            routes=[
                Route("/api/repos/create", self.create, methods=["POST"]),
                Route("/api/validate-yaml", self.validate, methods=["POST"]),
                Route(models, self.info),
                Route(models + "/revision/{revision}", self.info),
                Route(models + "/tree/{revision}", self.tree),
                Route(models + "/preupload/{revision}", self.preupload, methods=["POST"]),
                Route(models + "/commit/{revision}", self.commit, methods=["POST"]),
                Route("/{user}/{name}.git/info/lfs/objects/batch", self.batch, methods=["POST"]),
                Route("/lfs/{digest}", self.store, methods=["PUT"]),
                Route("/{user}/{name}/resolve/{revision}/{path:path}", self.resolve),
            ]
        )
        self.app.add_middleware(_Answer, hub=self)

    def repository(self, request: Request) -> Repository | None:
        found = self.repositories.get("{user}/{name}".format(**request.path_params))
        return None if found is None or (found.private and not allowed(request)) else found

    async def create(self, request: Request) -> Response:
        if not allowed(request):
            return refused(401, "", "Invalid credentials in Authorization header")
        asked = await request.json()
        name = f"{asked['organization'] or 'student'}/{asked['name']}"
        if not name.startswith("student/"):
            return refused(403, "", "You have no right to create a repository there")
        status = 409 if name in self.repositories else 200
        if status == 200:
            self.repositories[name] = Repository(asked.get("visibility") == "private")
            self.repositories[name].commit({".gitattributes": b"*.safetensors filter=lfs\n"})
        return JSONResponse({"url": f"{request.base_url}{name}", "id": name}, status)

    async def validate(self, request: Request) -> Response:
        return JSONResponse({"errors": [], "warnings": []})

    async def info(self, request: Request) -> Response:
        repository = self.repository(request)
        if repository is None:
            return refused(404, "RepoNotFound")
        commit = repository.find(request.path_params.get("revision", "main"))
        if commit is None:
            return refused(404, "RevisionNotFound")
        files = [{"rfilename": name} for name in repository.commits[commit]]
        return JSONResponse({"id": "x/y", "modelId": "x/y", "sha": commit, "private": repository.private, "tags": [], "siblings": files})

    async def tree(self, request: Request) -> Response:
        repository = self.repository(request)
        commit = repository and repository.find(request.path_params["revision"])
        if repository is None or commit is None:
            return refused(404, "RepoNotFound")
        return JSONResponse([entry(name, content) for name, content in repository.commits[commit].items()])

    async def preupload(self, request: Request) -> Response:
        if self.repository(request) is None or not allowed(request):
            return refused(403, "")
        modes = {True: "lfs", False: "regular"}
        files = [
            {"path": file["path"], "uploadMode": modes[file["path"].endswith(LFS)], "shouldIgnore": False}
            for file in (await request.json())["files"]
        ]
        return JSONResponse({"files": files})

    async def batch(self, request: Request) -> Response:
        objects = [
            {**item, "actions": {"upload": {"href": f"{request.base_url}lfs/{item['oid']}", "header": {}}}}
            for item in (await request.json())["objects"]
        ]
        return JSONResponse({"transfer": "basic", "objects": objects})

    async def store(self, request: Request) -> Response:
        content = await request.body()
        assert hashlib.sha256(content).hexdigest() == request.path_params["digest"]
        self.blobs[request.path_params["digest"]] = content
        return Response()

    async def commit(self, request: Request) -> Response:
        repository = self.repository(request)
        if repository is None or not allowed(request):
            return refused(403, "")
        files = dict(repository.commits[repository.head])
        for line in (await request.body()).splitlines():
            change = json.loads(line)
            value = change["value"]
            if change["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif change["key"] == "lfsFile":
                files[value["path"]] = self.blobs[value["oid"]]
            elif change["key"] == "deletedFile":
                del files[value["path"]]
        commit = repository.commit(files)
        return JSONResponse(
            {"commitUrl": "{}{user}/{name}/commit/{}".format(request.base_url, commit, **request.path_params), "commitOid": commit}
        )

    async def resolve(self, request: Request) -> Response:
        repository = self.repository(request)
        path = request.path_params["path"]
        commit = repository and repository.find(request.path_params["revision"])
        if repository is None or commit is None or path not in repository.commits[commit]:
            return refused(404, "EntryNotFound" if repository else "RepoNotFound")
        content = repository.commits[commit][path]
        headers = {"X-Repo-Commit": commit, "ETag": f'"{digest_of(path, content)}"'}
        if path.endswith(LFS):
            headers |= {"X-Linked-Etag": headers["ETag"], "X-Linked-Size": str(len(content))}
        return Response(self.lies.get(path, content), headers=headers)


class _Answer:
    """Notes every request, and answers all of them with one status while the Hub is broken."""

    def __init__(self, app, hub: Hub) -> None:
        self.app, self.hub = app, hub

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        self.hub.asked.append(f"{scope['method']} {scope['path']}")
        answer = Response(status_code=self.hub.broken) if self.hub.broken else self.app
        return await answer(scope, receive, send)


def allowed(request: Request) -> bool:
    return request.headers.get("authorization") == f"Bearer {TOKEN}"


def refused(status: int, code: str, message: str = "") -> Response:
    return JSONResponse({"error": message}, status, {"X-Error-Code": code, "X-Error-Message": message} if code or message else {})


def digest_of(path: str, content: bytes) -> str:
    return hashlib.sha256(content).hexdigest() if path.endswith(LFS) else git_hash(content)


def entry(name: str, content: bytes) -> dict[str, object]:
    listed: dict[str, object] = {"type": "file", "path": name, "size": len(content), "oid": git_hash(content)}
    if name.endswith(LFS):
        listed["lfs"] = {"oid": digest_of(name, content), "size": len(content), "pointerSize": 130}
    return listed


class Serving:
    """The stand-in on a port of its own, in a thread: `with Serving(hub) as address:`."""

    def __init__(self, hub: Hub) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))  # who asks before the thread runs is kept waiting
        self.server = uvicorn.Server(uvicorn.Config(hub.app, log_level="critical", lifespan="off", ws="none"))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_error: object) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        self.socket.close()
