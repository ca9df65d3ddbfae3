// A topic's configuration, as a broker says it (KIP-133).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "librdkafka.h"

namespace lingerbus {

struct TopicConfig {
  int code = 0;
  /** Name and value; what is sensitive has no place here. */
  std::vector<std::pair<std::string, std::string>> entries;
};

/** Blocks for as long as it takes, at most `timeoutMs`: never on the owner's thread. */
TopicConfig readTopicConfig(const Librdkafka& library, rd_kafka_t* client, const std::string& topic, int timeoutMs);

}  // namespace lingerbus
