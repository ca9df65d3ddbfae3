// Flush, purge, close, and every way to drop a producer.
#include <filesystem>
#include <set>

#include "check.h"
#include "session.h"

using namespace lingerbus;
using namespace lingerbus::test;

namespace {

constexpr int kNotPersisted = 0;
constexpr int kPossiblyPersisted = 1;
constexpr int kBoth = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT;

/** A broker that takes long to answer, so that what was sent stays in flight. */
const Properties kSlow = {{"test.mock.broker.rtt", "300"}, {"linger.ms", "0"}, {"request.timeout.ms", "60000"}};

size_t threads() {
  size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/task")) {
    static_cast<void>(each);
    count++;
  }
  return count;
}

/** Every slot from 0 on has one row with one of these codes. */
void expectAllFailed(const std::vector<Row>& rows, size_t count, const std::set<int>& codes) {
  EQUAL(rows.size(), count);
  std::set<uint32_t> slots;
  for (const Row& row : rows) {
    slots.insert(row.slot);
    CHECK(codes.count(row.code) == 1);
  }
  EQUAL(slots.size(), count);
}

}  // namespace

TEST("flushing overrides linger, also for what is produced meanwhile") {
  Session session(kMock, {{"linger.ms", "600000"}, {"message.timeout.ms", "3600000"}});
  EQUAL(session.produce(0), 0);
  session.producer().setFlushing(true);
  EQUAL(session.rows(1).size(), 1U);
  EQUAL(session.produce(1), 0);
  EQUAL(session.rows(2).size(), 2U);
  session.producer().setFlushing(false);
}

TEST("purge: what was queued fails with its code; the queue is full until the purge is over") {
  Session session(kNobody);
  for (uint32_t slot = 0; slot < 100; slot++) EQUAL(session.produce(slot), 0);
  Answer purged;
  session.producer().purge(kBoth, purged.done());
  EQUAL(session.produce(100), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(purged.wait(), 0);
  EQUAL(session.produce(100), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  session.producer().purged();
  EQUAL(session.produce(100), 0);
  const auto& rows = session.rows(100);
  expectAllFailed(rows, 100, {RD_KAFKA_RESP_ERR__PURGE_QUEUE});
  for (const Row& row : rows) EQUAL(row.status, kNotPersisted);
  EQUAL(session.drain(8), 0U);
  EQUAL(session.producer().outstanding(), 1U);
}

TEST("purge of what is in flight may have been written") {
  Session session(kMock, kSlow);
  EQUAL(session.produce(0), 0);
  // Nothing says when it is sent. A purge before that finds nothing in flight and takes nothing.
  for (int tries = 0; session.rows(0).empty() && tries < 3000; tries++) {
    Answer purged;
    session.wait();
    session.producer().purge(RD_KAFKA_PURGE_F_INFLIGHT, purged.done());
    EQUAL(purged.wait(), 0);
    session.producer().purged();
    session.drain(8);
  }
  const auto& rows = session.rows(1);
  EQUAL(rows.size(), 1U);
  EQUAL(rows[0].code, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT);
  EQUAL(rows[0].status, kPossiblyPersisted);
}

TEST("close settles what is left: each message has its row, and then nothing is taken any more") {
  Session session(kNobody);
  for (uint32_t slot = 0; slot < 100; slot++) EQUAL(session.produce(slot), 0);
  EQUAL(session.close(), 0);
  CHECK(session.producer().client() == nullptr);
  expectAllFailed(session.rows(100), 100, {RD_KAFKA_RESP_ERR__PURGE_QUEUE});
  EQUAL(session.drain(8), 0U);
  EQUAL(session.producer().outstanding(), 0U);
  EQUAL(session.produce(100), RD_KAFKA_RESP_ERR__DESTROY);
  EQUAL(session.producer().topic("b"), RD_KAFKA_RESP_ERR__DESTROY);
  Answer purged;
  session.producer().purge(kBoth, purged.done());
  EQUAL(purged.wait(), RD_KAFKA_RESP_ERR__DESTROY);
}

TEST("close in the middle of an event: the rows that were not handed out yet come afterwards") {
  Session session(kMock);
  for (uint32_t slot = 0; slot < 1000; slot++) EQUAL(session.produce(slot), 0);
  for (int tries = 0; session.rows(0).empty() && tries < 1000; tries++) {
    session.wait();
    session.drain(10);
  }
  CHECK(session.rows(0).size() < 1000U);
  EQUAL(session.close(), 0);
  expectAllFailed(session.rows(1000), 1000,
                  {0, RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT});
}

TEST("close while a flush, a purge and a metadata request are under way: each gets its one answer") {
  Session session(kNobody);
  EQUAL(session.produce(0), 0);
  Answer purged;
  Answer asked;
  session.producer().setFlushing(true);
  session.producer().metadata(-1, 500, [&](int code, const struct rd_kafka_metadata*) { asked.set(code); });
  session.producer().purge(RD_KAFKA_PURGE_F_INFLIGHT, purged.done());
  EQUAL(session.close(), 0);
  EQUAL(purged.calls(), 1);
  EQUAL(purged.wait(), 0);
  EQUAL(asked.calls(), 1);
  CHECK(asked.wait() < 0);
  expectAllFailed(session.rows(1), 1, {RD_KAFKA_RESP_ERR__PURGE_QUEUE});
}

TEST("shutDown at once: who waits for an answer gets one, and a second shutDown does no harm") {
  Session session(kNobody);
  for (uint32_t slot = 0; slot < 10; slot++) EQUAL(session.produce(slot), 0);
  Answer first;
  Answer second;
  Answer closed;
  session.producer().setFlushing(true);
  session.producer().purge(RD_KAFKA_PURGE_F_INFLIGHT, first.done());
  session.producer().purge(RD_KAFKA_PURGE_F_INFLIGHT, second.done());
  session.producer().close(closed.done());
  session.producer().shutDown();
  session.producer().shutDown();
  EQUAL(first.calls() + second.calls() + closed.calls(), 3);
  EQUAL(session.produce(10), RD_KAFKA_RESP_ERR__DESTROY);
}

TEST("many producers, dropped at every stage: no thread is left") {
  const size_t before = threads();
  for (int round = 0; round < 25; round++) {
    Session session(round % 2 == 0 ? kMock : kNobody);
    if (round % 5 > 0) {
      for (uint32_t slot = 0; slot < 100; slot++) EQUAL(session.produce(slot), 0);
    }
    // Half read: the event is held when the producer goes.
    if (round % 10 == 2) {
      for (int tries = 0; session.rows(0).empty() && tries < 1000; tries++) {
        session.wait();
        session.drain(10);
      }
    }
    if (round % 5 == 3) session.producer().setFlushing(true);
    if (round % 5 == 4) EQUAL(session.close(), 0);
    session.drop();
  }
  EQUAL(threads(), before);
}
