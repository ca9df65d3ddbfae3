// From produce to its row.
#include <set>

#include "check.h"
#include "session.h"

using namespace lingerbus;
using namespace lingerbus::test;

namespace {

constexpr int kPossiblyPersisted = 1;
constexpr int kPersisted = 2;

rd_kafka_headers_t* headersWithNull() {
  rd_kafka_headers_t* headers = library->_headers_new(2);
  EQUAL(library->_header_add(headers, "trace", 5, "abc", 3), 0);
  EQUAL(library->_header_add(headers, "none", 4, nullptr, 0), 0);
  return headers;
}

}  // namespace

TEST("each message has one row, with all its fields") {
  Session session(kMock);
  for (uint32_t slot = 0; slot < 1000; slot++) {
    const Bytes value = {"value", 5};
    EQUAL(session.producer().produce(session.topic, slot % kTopicPartitions, {"key", 3}, value, slot), 0);
  }
  EQUAL(session.producer().outstanding(), 1000U);
  std::set<uint32_t> slots;
  std::vector<int64_t> nextOffset(kTopicPartitions, 0);
  for (const Row& row : session.rows(1000)) {
    slots.insert(row.slot);
    EQUAL(row.code, 0);
    EQUAL(row.partition, static_cast<int>(row.slot % kTopicPartitions));
    EQUAL(row.offset, nextOffset[row.partition]++);
    // The embedded cluster says so for all of them.
    EQUAL(row.timestamp, 1234);
    EQUAL(row.timestampType, RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME);
    CHECK(row.latencyMs > 0 && row.latencyMs < kPatienceMs);
    EQUAL(row.status, kPersisted);
  }
  EQUAL(slots.size(), 1000U);
  EQUAL(session.drain(8), 0U);
  EQUAL(session.producer().outstanding(), 0U);
}

TEST("a drain hands out no more than there is space for, and no row twice") {
  Session session(kMock);
  for (uint32_t slot = 0; slot < 50; slot++) EQUAL(session.produce(slot), 0);
  std::set<uint32_t> slots;
  for (int tries = 0; slots.size() < 50 && tries < 3000; tries++) {
    session.wait();
    CHECK(session.drain(1) <= 1U);
    for (const Row& row : session.rows(0)) slots.insert(row.slot);
  }
  EQUAL(session.rows(0).size(), 50U);
  EQUAL(slots.size(), 50U);
}

TEST("a timestamp and headers, one of them null; the bytes are copied") {
  // Nobody acknowledges: the timestamp is what was asked for.
  Session session(kMock, {{"acks", "0"}});
  std::string value = "it may change after the call";
  const Bytes bytes = {value.data(), value.size()};
  EQUAL(session.producer().produceWith(session.topic, 1, {}, bytes, 7, 1'600'000'000'000, headersWithNull()), 0);
  value.assign(value.size(), '?');
  EQUAL(session.producer().produceWith(session.topic, -1, {"", 0}, {nullptr, 0}, 8, 0, nullptr), 0);
  const auto& rows = session.rows(2);
  EQUAL(rows.size(), 2U);
  for (const Row& row : rows) {
    EQUAL(row.code, 0);
    if (row.slot == 7) EQUAL(row.partition, 1);
    if (row.slot == 7) EQUAL(row.timestamp, 1'600'000'000'000);
    EQUAL(row.timestampType, RD_KAFKA_TIMESTAMP_CREATE_TIME);
    EQUAL(row.status, kPossiblyPersisted);
    if (row.slot == 8) CHECK(row.partition >= 0 && row.partition < kTopicPartitions);
  }
}

TEST("a refused message leaves nothing behind, its headers neither") {
  Session session(kMock, {}, {1, 100, 1000});
  const std::string large(2000, 'x');
  EQUAL(session.produce(0, large), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  EQUAL(session.produce(0, std::string(101, 'x')), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(session.producer().produceWith(session.topic, 0, {}, {large.data(), large.size()}, 0, 0, headersWithNull()),
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  EQUAL(session.produce(0), 0);
  EQUAL(session.producer().produceWith(session.topic, 0, {}, {"x", 1}, 1, 0, headersWithNull()),
        RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(session.rows(1).size(), 1U);
}

TEST("what librdkafka itself refuses has its code") {
  Session session(kMock, {{"message.max.bytes", "1000"}});
  // Its limit is the lower one: the code comes from rd_kafka_produce and rd_kafka_produceva.
  const std::string large(2000, 'x');
  EQUAL(session.produce(0, large), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  EQUAL(session.producer().produceWith(session.topic, 0, {}, {large.data(), large.size()}, 0, 0, headersWithNull()),
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  EQUAL(session.producer().topic(std::string(600, 'x')), RD_KAFKA_RESP_ERR__INVALID_ARG);
  EQUAL(session.produce(0), 0);
  EQUAL(session.rows(1).size(), 1U);
  // The topic is known by now: rd_kafka_produce refuses, and there is no report.
  const Bytes value = {"x", 1};
  EQUAL(session.producer().produce(session.topic, 99, {}, value, 0), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
  EQUAL(session.drain(8), 0U);
  EQUAL(session.producer().outstanding(), 0U);
}

TEST("the queue is full until the callbacks of the rows have run, that is until the next drain") {
  Session session(kMock, {}, {3, 1000, 1000});
  for (uint32_t slot = 0; slot < 3; slot++) EQUAL(session.produce(slot), 0);
  EQUAL(session.produce(3), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(session.rows(3).size(), 3U);
  EQUAL(session.produce(3), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(session.producer().outstanding() > 0, true);
  EQUAL(session.drain(8), 0U);
  EQUAL(session.producer().outstanding(), 0U);
  EQUAL(session.produce(3, std::string(900, 'x')), 0);
  EQUAL(session.produce(4, std::string(101, 'x')), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(session.produce(4, std::string(100, 'x')), 0);
  EQUAL(session.rows(5).size(), 5U);
}

/*
 * Nobody answered, and a full queue of 128 MiB expired as one report. Its callbacks ran a thousand at a time, each
 * thousand made room, and the room was filled again, while librdkafka still held the whole report: twice the queue.
 */
TEST("a report's bytes fill the queue until all of it is read, as long as librdkafka holds its messages") {
  Session session(kNobody, {{"linger.ms", "60000"}}, {1000, 100, 1000});
  for (uint32_t slot = 0; slot < 10; slot++) EQUAL(session.produce(slot, std::string(10, 'x')), 0);
  Answer purged;
  session.producer().purge(RD_KAFKA_PURGE_F_QUEUE, purged.done());
  purged.wait();
  session.producer().purged();
  while (session.drain(4) == 0) session.wait();
  EQUAL(session.drain(4), 4U);
  EQUAL(session.produce(10), RD_KAFKA_RESP_ERR__QUEUE_FULL);
  EQUAL(session.drain(4), 2U);
  EQUAL(session.drain(4), 0U);
  EQUAL(session.produce(10), 0);
}

TEST("a property that librdkafka refuses is its text, and there is no producer") {
  for (const auto& [name, value] : Properties{{"no.such.property", "1"}, {"sasl.mechanisms", "GSSAPI,,"}}) {
    Options options;
    options.properties = {{name, value}, {"security.protocol", "sasl_plaintext"}};
    options.onWake = [] {};
    std::string why;
    CHECK(Producer::open(library, std::move(options), why) == nullptr);
    CHECK(!why.empty());
  }
}
