// Errors, statistics, logs, metadata, and the wake-up that announces them.
#include <chrono>
#include <thread>

#include "check.h"
#include "session.h"

using namespace lingerbus;
using namespace lingerbus::test;

namespace {

/** Until librdkafka's threads have called, or patience is over. */
void waitForWakes(const Session& session, int count) {
  for (int waited = 0; session.wakes < count && waited < kPatienceMs; waited++) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

struct Counts {
  int code = 0;
  int brokers = 0;
  int topics = 0;
  int partitions = 0;
};

Counts askForMetadata(Session& session, int topic, int timeoutMs) {
  Answer answer;
  Counts counts;
  session.producer().metadata(topic, timeoutMs, [&](int code, const struct rd_kafka_metadata* metadata) {
    if (metadata != nullptr) {
      counts = {0, metadata->broker_cnt, metadata->topic_cnt,
                metadata->topic_cnt > 0 ? metadata->topics[0].partition_cnt : 0};
      library->_metadata_destroy(metadata);
    }
    answer.set(code);
  });
  counts.code = answer.wait();
  return counts;
}

}  // namespace

TEST("a fatal error: told once with its own code; what is queued is purged, produce is refused") {
  Session session(kNobody, {{"enable.idempotence", "true"}});
  EQUAL(session.produce(0), 0);
  EQUAL(library->_test_fatal_error(session.producer().client(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                   "made up"),
        RD_KAFKA_RESP_ERR_NO_ERROR);
  // Others may come before it: that nobody answers.
  Event told = session.waitForEvent(Event::Kind::kError);
  while (!told.fatal && !told.text.empty()) told = session.waitForEvent(Event::Kind::kError);
  EQUAL(told.number, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  CHECK(told.text.find("made up") != std::string::npos);
  const auto& rows = session.rows(1);
  EQUAL(rows.size(), 1U);
  EQUAL(rows[0].code, RD_KAFKA_RESP_ERR__PURGE_QUEUE);
  EQUAL(session.produce(1), RD_KAFKA_RESP_ERR__FATAL);
}

TEST("a broker that cannot be reached is an error and a line of the log") {
  Session session(kNobody);
  const Event line = session.waitForEvent(Event::Kind::kLog);
  CHECK(!line.facility.empty() && !line.text.empty());
  CHECK(line.number >= 0 && line.number <= 7);
  const Event error = session.waitForEvent(Event::Kind::kError);
  CHECK(error.number < 0 && !error.fatal && !error.text.empty());
}

TEST("statistics are JSON") {
  Session session(kMock, {{"statistics.interval.ms", "20"}});
  const Event stats = session.waitForEvent(Event::Kind::kStats);
  EQUAL(stats.text.substr(0, 1), "{");
  CHECK(stats.text.find("\"client_id\"") != std::string::npos);
}

TEST("one wake-up until the next drain, then another one") {
  // Without a word in the log, which would be an event.
  Session session(kMock, {{"log_level", "0"}});
  waitForWakes(session, 1);
  session.wait();
  session.drain(8);
  session.wakes = 0;
  for (uint32_t slot = 0; slot < 10; slot++) EQUAL(session.produce(slot), 0);
  waitForWakes(session, 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EQUAL(session.wakes.load(), 1);
  EQUAL(session.rows(10).size(), 10U);
}

TEST("an event that a drain comes across sets off a wake-up of its own") {
  // It got lost from view: JavaScript asks for events, finds none → an error event comes, the flag that one was
  // woken still stands → drain takes the flag down, looks for reports and puts the event aside → no reports, so
  // JavaScript goes to sleep, and hears of the error when something else happens, minutes later on an idle producer.
  Session session(kNobody, {{"enable.idempotence", "true"}});
  session.waitForEvent(Event::Kind::kError);
  for (Event event{}; session.producer().nextEvent(event);) {
  }
  library->_test_fatal_error(session.producer().client(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "made up");
  // Blocks until the error is there, and puts it aside as the drain does.
  session.producer().waitSync(kPatienceMs);
  session.wakes = 0;
  EQUAL(session.drain(8), 0U);
  CHECK(session.wakes >= 1);
}

TEST("metadata of one topic and of all; what nobody answers is a code") {
  Session session(kMock);
  const Counts one = askForMetadata(session, session.topic, 10'000);
  EQUAL(one.code, 0);
  EQUAL(one.brokers, 1);
  EQUAL(one.topics, 1);
  EQUAL(one.partitions, kTopicPartitions);
  EQUAL(askForMetadata(session, -1, 10'000).topics, 1);
  Session alone(kNobody);
  const Counts none = askForMetadata(alone, -1, 50);
  CHECK(none.code == RD_KAFKA_RESP_ERR__TRANSPORT || none.code == RD_KAFKA_RESP_ERR__TIMED_OUT);
  EQUAL(none.brokers, 0);
  EQUAL(alone.close(), 0);
  EQUAL(askForMetadata(alone, -1, 50).code, RD_KAFKA_RESP_ERR__DESTROY);
}
