#include "mock-binding.h"

#include <string>
#include <vector>

#include "call.h"
#include "mock-cluster.h"
#include "values.h"

namespace lingerbus {

namespace {

/** Lives as long as the JavaScript object; the environment's end ends the cluster, and later the object. */
struct ClusterHandle {
  napi_env env;
  std::unique_ptr<MockCluster> cluster;
};

void onEnvironmentEnd(void* handle) { static_cast<ClusterHandle*>(handle)->cluster->shutDown(); }

void onCollected(napi_env, void* data, void*) {
  auto* handle = static_cast<ClusterHandle*>(data);
  static_cast<void>(napi_remove_env_cleanup_hook(handle->env, onEnvironmentEnd, handle));
  delete handle;
}

template <size_t Count>
MockCluster& clusterOf(const Call<Count>& call) {
  return *static_cast<ClusterHandle*>(call.data)->cluster;
}

/** What one argument of a call is. */
bool read(napi_env env, napi_value given, std::string& text) { return toText(env, given, text); }
bool read(napi_env env, napi_value given, bool& flag) { return napi_get_value_bool(env, given, &flag) == napi_ok; }
bool read(napi_env env, napi_value given, int& number) { return napi_get_value_int32(env, given, &number) == napi_ok; }
bool read(napi_env env, napi_value given, int16_t& kind) {
  int number = 0;
  const bool done = read(env, given, number);
  kind = static_cast<int16_t>(number);
  return done;
}

bool read(napi_env env, napi_value given, std::vector<int>& numbers) {
  uint32_t length = 0;
  if (napi_get_array_length(env, given, &length) != napi_ok) return false;
  for (uint32_t at = 0; at < length; at++) {
    napi_value item = nullptr;
    int number = 0;
    if (napi_get_element(env, given, at, &item) != napi_ok || !read(env, item, number)) return false;
    numbers.push_back(number);
  }
  return true;
}

napi_value createTopic(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  std::string topic;
  int partitions = 0;
  int replicas = 0;
  if (!call.ok || !read(env, call.args[0], topic) || !read(env, call.args[1], partitions) ||
      !read(env, call.args[2], replicas)) {
    return fail(env, "createTopic(topic, partitions, replicas)");
  }
  return fromNumber(env, clusterOf(call).createTopic(topic, partitions, replicas));
}

napi_value setTopicError(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  std::string topic;
  int error = 0;
  if (!call.ok || !read(env, call.args[0], topic) || !read(env, call.args[1], error)) {
    return fail(env, "setTopicError(topic, code)");
  }
  return fromNumber(env, clusterOf(call).setTopicError(topic, error));
}

napi_value setLeader(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  std::string topic;
  int partition = 0;
  int broker = 0;
  if (!call.ok || !read(env, call.args[0], topic) || !read(env, call.args[1], partition) ||
      !read(env, call.args[2], broker)) {
    return fail(env, "setLeader(topic, partition, broker)");
  }
  return fromNumber(env, clusterOf(call).setLeader(topic, partition, broker));
}

napi_value setCoordinator(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  std::string kind;
  std::string key;
  int broker = 0;
  if (!call.ok || !read(env, call.args[0], kind) || !read(env, call.args[1], key) ||
      !read(env, call.args[2], broker)) {
    return fail(env, "setCoordinator(kind, key, broker)");
  }
  return fromNumber(env, clusterOf(call).setCoordinator(kind, key, broker));
}

napi_value setUp(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  int broker = 0;
  bool up = false;
  if (!call.ok || !read(env, call.args[0], broker) || !read(env, call.args[1], up)) {
    return fail(env, "setUp(broker, up)");
  }
  return fromNumber(env, clusterOf(call).setUp(broker, up));
}

napi_value setDelay(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  int broker = 0;
  int ms = 0;
  if (!call.ok || !read(env, call.args[0], broker) || !read(env, call.args[1], ms)) {
    return fail(env, "setDelay(broker, ms)");
  }
  return fromNumber(env, clusterOf(call).setDelay(broker, ms));
}

napi_value pushErrors(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  int16_t kind = 0;
  std::vector<int> codes;
  if (!call.ok || !read(env, call.args[0], kind) || !read(env, call.args[1], codes)) {
    return fail(env, "pushErrors(kind, codes)");
  }
  std::vector<rd_kafka_resp_err_t> errors;
  for (const int code : codes) errors.push_back(static_cast<rd_kafka_resp_err_t>(code));
  return fromNumber(env, clusterOf(call).pushErrors(kind, errors));
}

/** pushAnswers(broker, kind, [code, delayMs, code, delayMs …]) */
napi_value pushAnswers(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  int broker = 0;
  int16_t kind = 0;
  std::vector<int> numbers;
  if (!call.ok || !read(env, call.args[0], broker) || !read(env, call.args[1], kind) ||
      !read(env, call.args[2], numbers)) {
    return fail(env, "pushAnswers(broker, kind, answers)");
  }
  std::vector<MockAnswer> answers;
  for (size_t at = 0; at + 1 < numbers.size(); at += 2) {
    answers.push_back({static_cast<rd_kafka_resp_err_t>(numbers[at]), numbers[at + 1]});
  }
  return fromNumber(env, clusterOf(call).pushAnswers(broker, kind, answers));
}

napi_value answersLeft(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  int broker = 0;
  int16_t kind = 0;
  if (!call.ok || !read(env, call.args[0], broker) || !read(env, call.args[1], kind)) {
    return fail(env, "answersLeft(broker, kind)");
  }
  return fromNumber(env, clusterOf(call).answersLeft(broker, kind));
}

napi_value clearErrors(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  int16_t kind = 0;
  if (!call.ok || !read(env, call.args[0], kind)) return fail(env, "clearErrors(kind)");
  return fromNumber(env, clusterOf(call).clearErrors(kind));
}

/** requests(): [broker, kind, µs, broker, kind, µs …] */
napi_value requests(napi_env env, napi_callback_info info) {
  const Call<0> call(env, info);
  if (!call.ok) return fail(env, "requests()");
  const std::vector<MockRequest> found = clusterOf(call).requests();
  napi_value list = nullptr;
  if (napi_create_array_with_length(env, found.size() * 3, &list) != napi_ok) return nullptr;
  uint32_t at = 0;
  for (const MockRequest& each : found) {
    for (const double number : {double(each.broker), double(each.kind), double(each.timestampUs)}) {
      napi_value item = fromNumber(env, number);
      if (item == nullptr || napi_set_element(env, list, at++, item) != napi_ok) return nullptr;
    }
  }
  return list;
}

napi_value clearRequests(napi_env env, napi_callback_info info) {
  const Call<0> call(env, info);
  return call.ok ? fromNumber(env, clusterOf(call).clearRequests()) : fail(env, "clearRequests()");
}

napi_value end(napi_env env, napi_callback_info info) {
  const Call<0> call(env, info);
  if (!call.ok) return fail(env, "end()");
  clusterOf(call).shutDown();
  return undefined(env);
}

struct ClusterMethod {
  const char* name;
  napi_callback run;
};

constexpr ClusterMethod kMethods[] = {
    {"createTopic", createTopic},    {"setTopicError", setTopicError}, {"setLeader", setLeader},
    {"setCoordinator", setCoordinator}, {"setUp", setUp},              {"setDelay", setDelay},
    {"pushErrors", pushErrors},      {"pushAnswers", pushAnswers},     {"answersLeft", answersLeft},
    {"clearErrors", clearErrors},    {"requests", requests},           {"clearRequests", clearRequests},
    {"end", end},
};

}  // namespace

napi_value openCluster(napi_env env, napi_callback_info info, const std::shared_ptr<const Librdkafka>& library) {
  const Call<1> call(env, info);
  int brokers = 0;
  if (!call.ok || !read(env, call.args[0], brokers)) return fail(env, "openCluster(brokers)");
  if (library == nullptr) return fail(env, "openCluster before load");
  std::string why;
  auto handle = std::make_unique<ClusterHandle>(ClusterHandle{env, MockCluster::open(library, brokers, why)});
  if (handle->cluster == nullptr) return fail(env, why.c_str());

  napi_value cluster = nullptr;
  if (napi_create_object(env, &cluster) != napi_ok ||
      !setText(env, cluster, "bootstrapServers", handle->cluster->bootstrapServers())) {
    return fail(env, "openCluster");
  }
  for (const ClusterMethod& method : kMethods) {
    napi_value function = nullptr;
    if (napi_create_function(env, method.name, NAPI_AUTO_LENGTH, method.run, handle.get(), &function) != napi_ok ||
        napi_set_named_property(env, cluster, method.name, function) != napi_ok) {
      return fail(env, "openCluster");
    }
  }
  if (napi_add_env_cleanup_hook(env, onEnvironmentEnd, handle.get()) != napi_ok) return fail(env, "openCluster");
  if (napi_wrap(env, cluster, handle.get(), onCollected, nullptr, nullptr) != napi_ok) {
    static_cast<void>(napi_remove_env_cleanup_hook(env, onEnvironmentEnd, handle.get()));
    return fail(env, "openCluster");
  }
  static_cast<void>(handle.release());
  return cluster;
}

}  // namespace lingerbus
