#include "mock-cluster.h"

#include <array>
#include <thread>

namespace lingerbus {

namespace {

constexpr std::chrono::milliseconds kBackToPoll{1};

const char* missingIn(const Librdkafka& lib) {
  const char* missing = nullptr;
#define LINGERBUS_INSIST(name) \
  if (lib._##name == nullptr) missing = "rd_kafka_" #name;
  LINGERBUS_OPTIONAL(LINGERBUS_INSIST)
  LINGERBUS_MOCK(LINGERBUS_INSIST)
#undef LINGERBUS_INSIST
  return missing;
}

/** It says what every client says that has no brokers; nobody would read its log. */
rd_kafka_t* newClient(const Librdkafka& lib, std::string& why) {
  std::array<char, 512> text{};
  rd_kafka_conf_t* configuration = lib._conf_new();
  static_cast<void>(lib._conf_set(configuration, "log_level", "0", text.data(), text.size()));
  // rd_kafka_destroy would wait a second for a broker that takes the last metrics.
  static_cast<void>(lib._conf_set(configuration, "enable.metrics.push", "false", text.data(), text.size()));
  rd_kafka_t* client = lib._new(RD_KAFKA_PRODUCER, configuration, text.data(), text.size());
  if (client == nullptr) {
    why = text.data();
    lib._conf_destroy(configuration);  // rd_kafka_new takes it on success only
  }
  return client;
}

}  // namespace

std::unique_ptr<MockCluster> MockCluster::open(std::shared_ptr<const Librdkafka> library, int brokers,
                                               std::string& why) {
  if (const char* missing = missingIn(*library)) {
    why = std::string("this librdkafka has no mock cluster: it lacks ") + missing;
    return nullptr;
  }
  std::unique_ptr<MockCluster> self(new MockCluster(std::move(library)));
  const Librdkafka& lib = *self->library_;
  self->client_ = newClient(lib, why);
  if (self->client_ == nullptr) return nullptr;
  self->cluster_ = lib._mock_cluster_new(self->client_, brokers);
  if (self->cluster_ == nullptr) {
    why = "librdkafka could not open the mock cluster's sockets on the loopback interface";
    return nullptr;
  }
  lib._mock_start_request_tracking(self->cluster_);
  shutDownAtExit(*self);
  return self;
}

MockCluster::~MockCluster() { shutDown(); }

void MockCluster::shutDown() {
  forgetAtExit(*this);
  std::lock_guard<std::mutex> lock(mutex_);
  letItSleep();
  if (cluster_ != nullptr) library_->_mock_cluster_destroy(cluster_);
  cluster_ = nullptr;
  if (client_ != nullptr) library_->_destroy(client_);
  client_ = nullptr;
}

template <typename Act>
int MockCluster::on(Act act) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (cluster_ == nullptr) return RD_KAFKA_RESP_ERR__DESTROY;
  letItSleep();
  const int result = act(*library_, cluster_);
  lastCall_ = std::chrono::steady_clock::now();
  return result;
}

/**
 * rd_kafka_mock_cluster_io_poll loses a wake-up: its thread serves a call and answers → we make the next call, which
 * writes to the wake-up socket → the thread reads that socket empty → it polls for a second with the call in its
 * queue. So a call is made when the thread has had the time to go back to its poll.
 */
void MockCluster::letItSleep() { std::this_thread::sleep_until(lastCall_ + kBackToPoll); }

std::string MockCluster::bootstrapServers() {
  std::string servers;
  on([&](const Librdkafka& lib, auto* cluster) {
    servers = lib._mock_cluster_bootstraps(cluster);
    return 0;
  });
  return servers;
}

int MockCluster::createTopic(const std::string& topic, int partitions, int replicas) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    return lib._mock_topic_create(cluster, topic.c_str(), partitions, replicas);
  });
}

int MockCluster::setTopicError(const std::string& topic, int error) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    lib._mock_topic_set_error(cluster, topic.c_str(), static_cast<rd_kafka_resp_err_t>(error));
    return 0;
  });
}

int MockCluster::setLeader(const std::string& topic, int32_t partition, int32_t broker) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    return lib._mock_partition_set_leader(cluster, topic.c_str(), partition, broker);
  });
}

int MockCluster::setCoordinator(const std::string& kind, const std::string& key, int32_t broker) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    return lib._mock_coordinator_set(cluster, kind.c_str(), key.c_str(), broker);
  });
}

int MockCluster::setUp(int32_t broker, bool up) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    return up ? lib._mock_broker_set_up(cluster, broker) : lib._mock_broker_set_down(cluster, broker);
  });
}

int MockCluster::setDelay(int32_t broker, int ms) {
  return on([&](const Librdkafka& lib, auto* cluster) { return lib._mock_broker_set_rtt(cluster, broker, ms); });
}

int MockCluster::pushErrors(int16_t kind, const std::vector<rd_kafka_resp_err_t>& errors) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    lib._mock_push_request_errors_array(cluster, kind, errors.size(), errors.data());
    return 0;
  });
}

int MockCluster::pushAnswers(int32_t broker, int16_t kind, const std::vector<MockAnswer>& answers) {
  return on([&](const Librdkafka& lib, auto* cluster) -> int {
    // Of errors with a delay there is only a variadic form: one at a time.
    for (const MockAnswer& answer : answers) {
      const int code = lib._mock_broker_push_request_error_rtts(cluster, broker, kind, size_t{1},
                                                                static_cast<int>(answer.error), answer.delayMs);
      if (code != 0) return code;
    }
    return 0;
  });
}

int MockCluster::answersLeft(int32_t broker, int16_t kind) {
  return on([&](const Librdkafka& lib, auto* cluster) -> int {
    size_t count = 0;
    const int code = lib._mock_broker_error_stack_cnt(cluster, broker, kind, &count);
    return code == 0 ? static_cast<int>(count) : -1;
  });
}

int MockCluster::clearErrors(int16_t kind) {
  return on([&](const Librdkafka& lib, auto* cluster) {
    lib._mock_clear_request_errors(cluster, kind);
    return 0;
  });
}

std::vector<MockRequest> MockCluster::requests() {
  std::vector<MockRequest> found;
  on([&](const Librdkafka& lib, auto* cluster) {
    size_t count = 0;
    rd_kafka_mock_request_t** all = lib._mock_get_requests(cluster, &count);
    found.reserve(count);
    for (size_t at = 0; at < count; at++) {
      found.push_back({lib._mock_request_id(all[at]), lib._mock_request_api_key(all[at]),
                       lib._mock_request_timestamp(all[at])});
    }
    lib._mock_request_destroy_array(all, count);
    return 0;
  });
  return found;
}

int MockCluster::clearRequests() {
  return on([&](const Librdkafka& lib, auto* cluster) {
    lib._mock_clear_requests(cluster);
    return 0;
  });
}

}  // namespace lingerbus
