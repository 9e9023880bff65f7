import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { LatestRequest } from "../../../web/shared/browser/latest_request.mjs";
import { pause, poll, RETRY_MILLISECONDS, untilReached } from "../../../web/shared/browser/poll.mjs";
import { accepted, Refused } from "../../../web/shared/browser/server.mjs";

const unreachable = () => new TypeError("fetch failed");
const refused = () => new Refused({ code: "unknown", fields: {}, message: "no" }, 404);

let leaving;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  leaving = new AbortController();
});
afterEach(() => {
  leaving.abort();
  mock.timers.reset();
});

/** Let everything happen that needs no time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const after = async (milliseconds) => {
  mock.timers.tick(milliseconds);
  await settle();
};

/** Polls something whose calls answer these, one after the other: numbers and undefined are answered, errors thrown. */
function polled(answers, options = {}) {
  const calls = { count: 0, lost: [] };
  const ask = async () => {
    const answer = answers[calls.count++];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { calls, ...poll(ask, { signal: leaving.signal, onlost: (lost) => calls.lost.push(lost), ...options }) };
}

test("asked again after the time that was answered", async () => {
  const { calls } = polled([500, 500, 500]);
  await settle();
  assert.equal(calls.count, 1);
  await after(499);
  assert.equal(calls.count, 1);
  await after(1);
  assert.equal(calls.count, 2);
});

test("over when undefined is answered", async () => {
  const { calls, done } = polled([0, undefined]);
  await settle();
  await after(0);
  await done;
  assert.equal(calls.count, 2);
});

test("at rest until it is called", async () => {
  const { calls, now } = polled([Infinity, Infinity, Infinity]);
  await settle();
  await after(1e9);
  assert.equal(calls.count, 1);
  now();
  await settle();
  assert.equal(calls.count, 2);
});

test("a call during a request makes one more, right after it", async () => {
  let answer;
  let count = 0;
  const ask = () => {
    count++;
    return new Promise((resolve) => (answer = resolve));
  };
  const { now } = poll(ask, { signal: leaving.signal });
  now();
  now();
  await settle();
  assert.equal(count, 1);
  answer(Infinity);
  await settle();
  assert.equal(count, 2);
  answer(Infinity);
  await settle();
  assert.equal(count, 2);
});

test("an unreachable server is asked again, and what is said of it is taken back", async () => {
  const { calls } = polled([unreachable(), unreachable(), Infinity]);
  await settle();
  await after(RETRY_MILLISECONDS);
  await after(RETRY_MILLISECONDS);
  assert.deepEqual(calls.lost, [true, true, false]);
});

test("a call asks an unreachable server at once", async () => {
  const { calls, now } = polled([unreachable(), Infinity]);
  await settle();
  now();
  await settle();
  assert.deepEqual(calls.lost, [true, false]);
});

test("a refusal ends it, and is thrown", async () => {
  const { done, calls } = polled([refused(), 0]);
  await assert.rejects(done, Refused);
  assert.equal(calls.count, 1);
});

test("a refusal is answered by how long to wait", async () => {
  const { calls } = polled([refused(), Infinity], { onrefused: () => 700 });
  await settle();
  await after(700);
  assert.equal(calls.count, 2);
  assert.deepEqual(calls.lost, [false]);
});

test("a mistake of ours is thrown", async () => {
  await assert.rejects(polled([new RangeError("ours")]).done, RangeError);
});

test("nothing is asked, and nothing said, after the page was left", async () => {
  const { calls, done } = polled([500, 500]);
  leaving.abort();
  await done;
  await after(500);
  assert.equal(calls.count, 1);
  assert.deepEqual(calls.lost, []);
});

test("an error after the page was left is none", async () => {
  const { done } = polled([new DOMException("aborted", "AbortError")]);
  leaving.abort();
  await done;
});

test("a pause ends when the page is left, or is none where it was", async () => {
  const ends = pause(1e9, leaving.signal);
  leaving.abort();
  await ends;
  await pause(1e9, leaving.signal);
});

test("what is answered once the server can be reached", async () => {
  const answers = [unreachable(), "here"];
  const reached = untilReached(
    async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    { signal: leaving.signal },
  );
  await settle();
  await after(RETRY_MILLISECONDS);
  assert.equal(await reached, "here");
});

test("nothing is answered where the page was left before", async () => {
  const reached = untilReached(() => Promise.reject(unreachable()), { signal: leaving.signal });
  await settle();
  leaving.abort();
  assert.equal(await reached, undefined);
});

// One request in flight

/** A server that answers when it is told to. */
function served() {
  const requests = [];
  globalThis.fetch = (url) => new Promise((resolve, reject) => requests.push({ url, resolve, reject }));
  const said = [];
  const latest = new LatestRequest((lost) => said.push(lost), leaving.signal);
  const answered = [];
  const ask = (kind, url) => latest.ask(kind, url, (response) => answered.push(`${url} ${response}`));
  return { requests, said, answered, ask, latest };
}

test("the latest request of a kind is sent, those before it never", async () => {
  const { requests, answered, ask } = served();
  ask("facts", "1");
  ask("facts", "2");
  ask("facts", "3");
  requests[0].resolve("ok");
  await settle();
  requests[1].resolve("ok");
  await settle();
  assert.deepEqual(
    requests.map(({ url }) => url),
    ["1", "3"],
  );
  assert.deepEqual(answered, ["1 ok", "3 ok"]);
});

test("the picture goes first", async () => {
  const { requests, ask } = served();
  ask("facts", "facts");
  ask("neighbours", "neighbours");
  ask("picture", "picture");
  requests[0].resolve("ok");
  await settle();
  assert.equal(requests[1].url, "picture");
});

test("a request that did not arrive is sent again", async () => {
  const { requests, said, answered, ask } = served();
  ask("facts", "1");
  requests[0].reject(unreachable());
  await settle();
  assert.deepEqual(said, [true]);
  await after(RETRY_MILLISECONDS);
  requests[1].resolve("ok");
  await settle();
  assert.deepEqual(said, [true, false]);
  assert.deepEqual(answered, ["1 ok"]);
});

test("a newer request takes the place of one that did not arrive", async () => {
  const { requests, ask } = served();
  ask("facts", "1");
  ask("facts", "2");
  requests[0].reject(unreachable());
  await settle();
  await after(RETRY_MILLISECONDS);
  assert.equal(requests[1].url, "2");
});

test("nothing is sent after the page was left", async () => {
  const { requests, ask, latest } = served();
  ask("facts", "1");
  ask("facts", "2");
  leaving.abort();
  requests[0].resolve("ok");
  await settle();
  assert.equal(requests.length, 1);
  assert.equal(latest.running, false);
});

// A refusal

test("a refusal carries the server's answer", async () => {
  const answer = { code: "unknown", fields: {}, message: "no such run" };
  const response = new Response(JSON.stringify(answer), { status: 404 });
  await assert.rejects(accepted(response), (error) => error instanceof Refused && error.status === 404 && error.answer.code === "unknown");
});

test("a refusal without an answer is its status", async () => {
  await assert.rejects(accepted(new Response("<html>", { status: 502, statusText: "Bad Gateway" })), /Bad Gateway/);
});

test("an agreement is the response itself", async () => {
  const response = new Response("fine");
  assert.equal(await accepted(response), response);
});
