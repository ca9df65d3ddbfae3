// librdkafka's own mock cluster, without a word of Node: brokers on the loopback interface, in threads of this process.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "at-exit.h"
#include "librdkafka.h"

namespace lingerbus {

/** What a broker will do with one of the next requests of a kind. */
struct MockAnswer {
  rd_kafka_resp_err_t error;
  int delayMs;
};

struct MockRequest {
  int32_t broker;
  int16_t kind;
  int64_t timestampUs;
};

/**
 * Owns the cluster, and the client without brokers that librdkafka wants for its book-keeping. All calls are the
 * owner's, but for `shutDown`; after it they answer _DESTROY, or nothing.
 */
class MockCluster final : public EndsAtExit {
 public:
  /** Null where it cannot be; then `why` says the reason. */
  static std::unique_ptr<MockCluster> open(std::shared_ptr<const Librdkafka> library, int brokers, std::string& why);
  ~MockCluster();
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  std::string bootstrapServers();
  int createTopic(const std::string& topic, int partitions, int replicas);
  /** What metadata says of a topic from now on. */
  int setTopicError(const std::string& topic, int error);
  /** `broker` −1: none. */
  int setLeader(const std::string& topic, int32_t partition, int32_t broker);
  int setCoordinator(const std::string& kind, const std::string& key, int32_t broker);
  int setUp(int32_t broker, bool up);
  int setDelay(int32_t broker, int ms);
  /** Of whichever broker. */
  int pushErrors(int16_t kind, const std::vector<rd_kafka_resp_err_t>& errors);
  int pushAnswers(int32_t broker, int16_t kind, const std::vector<MockAnswer>& answers);
  /** How many of a broker's answers are still to come, or a negative code. */
  int answersLeft(int32_t broker, int16_t kind);
  int clearErrors(int16_t kind);
  std::vector<MockRequest> requests();
  int clearRequests();
  /** Ends it on the spot; clients lose their connections. */
  void shutDown() override;

 private:
  explicit MockCluster(std::shared_ptr<const Librdkafka> library) : library_(std::move(library)) {}
  /** Runs `act` on the cluster unless it was ended. */
  template <typename Act>
  int on(Act act);
  void letItSleep();

  const std::shared_ptr<const Librdkafka> library_;
  /** The end of the process may come on another thread. */
  std::mutex mutex_;
  std::chrono::steady_clock::time_point lastCall_{};
  rd_kafka_t* client_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

}  // namespace lingerbus
