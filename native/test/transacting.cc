// The transactional calls, and the mock cluster that stands on its own.
#include "../mock-cluster.h"
#include "check.h"
#include "session.h"

using namespace lingerbus;
using namespace lingerbus::test;

namespace {

const Properties kTransactional = {{"transactional.id", "t"}, {"enable.idempotence", "true"}};

/** Starts a call; reports are drained while it is waited for, because commit and abort wait for them. */
TransactionResult run(Session& session, TransactionRequest request) {
  Answer answer;
  TransactionResult result;
  session.producer().transact(std::move(request), [&](TransactionResult given) {
    result = std::move(given);
    answer.set(result.code);
  });
  while (answer.calls() == 0) {
    session.drain(64);
    session.wait();
  }
  return result;
}

TransactionResult run(Session& session, TransactionCall call, int timeoutMs = kPatienceMs) {
  TransactionRequest request;
  request.call = call;
  request.timeoutMs = timeoutMs;
  return run(session, std::move(request));
}

}  // namespace

TEST("a transaction: begun, produced, offsets sent, committed; another one aborted") {
  Session session(kMock, kTransactional);
  EQUAL(run(session, TransactionCall::kInit).code, 0);
  EQUAL(run(session, TransactionCall::kBegin).code, 0);
  for (uint32_t slot = 0; slot < 100; slot++) EQUAL(session.produce(slot), 0);
  TransactionRequest offsets;
  offsets.call = TransactionCall::kSendOffsets;
  offsets.timeoutMs = kPatienceMs;
  offsets.offsets = {{"a", 0, 7, -1, "metadata"}, {"a", 1, 8, -1, ""}};
  offsets.group.groupId = "g";
  EQUAL(run(session, std::move(offsets)).code, 0);
  EQUAL(run(session, TransactionCall::kCommit).code, 0);
  EQUAL(session.rows(100).size(), 100U);
  EQUAL(run(session, TransactionCall::kBegin).code, 0);
  EQUAL(run(session, TransactionCall::kAbort).code, 0);
}

TEST("a call out of order, or without an answer, is an error with its kind and its text") {
  Session session(kMock, kTransactional);
  const TransactionResult early = run(session, TransactionCall::kCommit);
  EQUAL(early.code, RD_KAFKA_RESP_ERR__STATE);
  EQUAL(early.fatal, false);
  CHECK(!early.text.empty());
  Session alone(kNobody, kTransactional);
  const TransactionResult late = run(alone, TransactionCall::kInit, 50);
  EQUAL(late.code, RD_KAFKA_RESP_ERR__TIMED_OUT);
  EQUAL(late.retriable, true);
}

TEST("close and shutDown while a transactional call waits: it gets its one answer") {
  for (const bool orderly : {true, false}) {
    Session session(kNobody, kTransactional);
    Answer answer;
    TransactionRequest request;
    request.timeoutMs = 500;
    session.producer().transact(std::move(request), [&](TransactionResult result) { answer.set(result.code); });
    if (orderly) EQUAL(session.close(), 0);
    else session.producer().shutDown();
    CHECK(answer.wait() != 0);
    EQUAL(answer.calls(), 1);
  }
}

TEST("a mock cluster of its own: a producer delivers to it, its requests are kept, and it ends") {
  std::string why;
  auto cluster = MockCluster::open(library, 2, why);
  EQUAL(why, "");
  EQUAL(cluster->createTopic("a", 1, 1), 0);
  EQUAL(cluster->pushErrors(0, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION}), 0);
  Session session({{"bootstrap.servers", cluster->bootstrapServers()}, {"log.queue", "true"}, {"linger.ms", "0"}});
  EQUAL(session.produce(0), 0);
  const auto& rows = session.rows(1);
  EQUAL(rows.size(), 1U);
  EQUAL(rows[0].code, 0);
  size_t produced = 0;
  for (const MockRequest& request : cluster->requests()) produced += request.kind == 0 ? 1 : 0;
  EQUAL(produced, 2U);
  cluster->shutDown();
  EQUAL(cluster->createTopic("b", 1, 1), RD_KAFKA_RESP_ERR__DESTROY);
}
