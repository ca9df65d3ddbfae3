// Topics with a partitioner of their own, and the hash that travels with a message.
#include <cstdint>

#include "check.h"
#include "session.h"

namespace lingerbus::test {

namespace {

constexpr int kFirst = 12;

Bytes bytesOf(const char& letter) { return {&letter, 1}; }

}  // namespace

TEST("a hash is taken modulo the partition count, before that is known and after, on librdkafka's thread and ours") {
  Session session(kMock);
  const int hashed = session.producer().topic("hashed", kByHash);
  const char key = 'k';
  // The whole upper half of the opaque, and slots beside it.
  const uint32_t hashes[] = {0, 1, 2, 3, 0xffffffff, 0x80000000, 0x7ffffffe};
  size_t sent = 0;
  for (int round = 0; round < 2; round++) {
    for (const uint32_t hash : hashes) {
      const auto slot = static_cast<uint32_t>(kFirst + sent++);
      EQUAL(session.producer().produce(hashed, RD_KAFKA_PARTITION_UA, bytesOf(key), bytesOf(key), slot, hash), 0);
    }
    const auto& rows = session.rows(sent);
    EQUAL(rows.size(), sent);
    for (const Row& row : rows) {
      EQUAL(row.code, 0);
      EQUAL(row.partition, static_cast<int>(hashes[(row.slot - kFirst) % 7] % kTopicPartitions));
    }
  }
}

TEST("a null key of such a topic is sticky, and a forced partition is kept") {
  Session session(kMock);
  const int hashed = session.producer().topic("hashed", kByHash);
  const char value = 'x';
  EQUAL(session.producer().produceWith(hashed, 2, bytesOf(value), bytesOf(value), 1, 5, nullptr, 1), 0);
  EQUAL(session.producer().produce(hashed, RD_KAFKA_PARTITION_UA, {}, bytesOf(value), 2, 0xffffffff), 0);
  const auto& rows = session.rows(2);
  EQUAL(rows.size(), 2U);
  for (const Row& row : rows) {
    EQUAL(row.code, 0);
    if (row.slot == 1) EQUAL(row.partition, 2);
    CHECK(row.partition >= 0 && row.partition < kTopicPartitions);
  }
}

TEST("a topic takes one of librdkafka's partitioners by name, and no other name") {
  Session session(kMock);
  const int fixed = session.producer().topic("fixed", "consistent");
  const char value = 'x';
  EQUAL(session.producer().produce(fixed, RD_KAFKA_PARTITION_UA, {}, bytesOf(value), 0), 0);
  EQUAL(session.rows(1)[0].partition, 0);
  EQUAL(session.producer().topic("other", "java"), RD_KAFKA_RESP_ERR__INVALID_ARG);
}

}  // namespace lingerbus::test
