// Kafka's own client as an independent witness: what stands in the log, and what an administrator sees and sets.
// Run: java -cp '<kafka jars>/*' Reader.java. One command a line on stdin; its answer is JSON lines on stdout, of
// which the last one is {"end": …} or {"error": …}. Ends with its stdin.
//
//   ready                                                 nothing; its answer says that the others will be heard
//   read     SERVERS TOPIC                                every record of every partition, then the end offsets
//   batches  SERVERS TOPIC                                the record batches as they lie in the broker's files
//   create   SERVERS TOPIC PARTITIONS REPLICAS NAME=VALUE,…   ('-': no settings) ends when every partition has a leader
//   describe SERVERS TOPIC                                brokers and partitions
//   grow     SERVERS TOPIC PARTITIONS                     ends when every partition has a leader
//   delete   SERVERS TOPIC                                ends when nobody sees it any more
//   produce  SERVERS TOPIC BASE64,BASE64,…                a record a key, placed by Java's own default
//   quota    SERVERS CLIENT_ID BYTES_PER_SECOND           for producers with this client.id
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Reader {
  private static final int LIMIT_MS = 20_000;
  private static final ObjectMapper json = new ObjectMapper();
  private static final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private static final Map<String, Admin> admins = new HashMap<>();

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      try {
        answer("end", run(line.split(" ")));
      } catch (Exception error) {
        Throwable cause = error instanceof ExecutionException ? error.getCause() : error;
        answer("error", json.getNodeFactory().textNode(cause.toString()));
      }
      out.flush();
    }
    System.exit(0); // a client that cannot reach its broker would take its time to close
  }

  private static JsonNode run(String[] words) throws Exception {
    return switch (words[0]) {
      case "ready" -> json.createObjectNode();
      case "read" -> read(words[1], words[2], words[3]);
      case "batches" -> batches(words[1], words[2]);
      case "create" -> create(words[1], words[2], Integer.parseInt(words[3]), Short.parseShort(words[4]), words[5]);
      case "describe" -> describe(words[1], words[2]);
      case "grow" -> grow(words[1], words[2], Integer.parseInt(words[3]));
      case "delete" -> delete(words[1], words[2]);
      case "produce" -> produce(words[1], words[2], words[3].split(","));
      case "coordinator" -> coordinator(words[1], words[2]);
      case "offsets" -> offsets(words[1], words[2]);
      case "quota" -> quota(words[1], words[2], Double.parseDouble(words[3]));
      default -> throw new IllegalArgumentException("no such command: " + words[0]);
    };
  }

  private static ArrayNode read(String servers, String topic, String isolation) {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", servers,
        "isolation.level", isolation,
        "auto.offset.reset", "none",
        "allow.auto.create.topics", false,
        "default.api.timeout.ms", LIMIT_MS,
        "fetch.max.wait.ms", 20);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(each -> new TopicPartition(topic, each.partition()))
          .sorted((a, b) -> a.partition() - b.partition())
          .toList();
      if (partitions.isEmpty()) throw new UnknownTopicOrPartitionException(topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long giveUpAt = System.currentTimeMillis() + LIMIT_MS;
      // By position, not by count: a compacted topic has gaps.
      while (!partitions.stream().allMatch(each -> consumer.position(each) >= ends.get(each))) {
        if (System.currentTimeMillis() > giveUpAt) throw new IllegalStateException("not read within 20 s: " + topic);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) print(record);
      }
      ArrayNode endOffsets = json.createArrayNode();
      for (TopicPartition each : partitions) endOffsets.add(ends.get(each));
      return endOffsets;
    }
  }

  private static void print(ConsumerRecord<byte[], byte[]> record) {
    ObjectNode node = json.createObjectNode()
        .put("partition", record.partition())
        .put("offset", record.offset())
        .put("timestamp", record.timestamp())
        .put("timestampType", record.timestampType().name)
        .put("key", record.key()) // bytes become base64, null stays null
        .put("value", record.value());
    ArrayNode headers = node.putArray("headers");
    for (Header header : record.headers()) headers.addArray().add(header.key()).add(header.value());
    out.println(node);
  }

  /** No client shows a batch's codec, but the broker's files are on this machine. */
  private static ArrayNode batches(String servers, String topic) throws Exception {
    ArrayNode found = json.createArrayNode();
    List<Integer> brokers = admin(servers).describeCluster().nodes().get().stream().map(Node::id).toList();
    var folders = admin(servers).describeLogDirs(brokers.subList(0, 1)).allDescriptions().get().values().iterator().next();
    for (var folder : folders.entrySet()) {
      for (TopicPartition each : folder.getValue().replicaInfos().keySet()) {
        if (!each.topic().equals(topic)) continue;
        File[] segments = new File(folder.getKey(), each.toString()).listFiles((dir, name) -> name.endsWith(".log"));
        Arrays.sort(segments);
        for (File segment : segments) {
          try (FileRecords records = FileRecords.open(segment, false)) {
            for (RecordBatch batch : records.batches()) {
              found.addObject()
                  .put("partition", each.partition())
                  .put("baseOffset", batch.baseOffset())
                  .put("count", batch.countOrNull())
                  .put("codec", batch.compressionType().name)
                  .put("idempotent", batch.hasProducerId());
            }
          }
        }
      }
    }
    return found;
  }

  private static ObjectNode create(String servers, String topic, int partitions, short replicas, String settings)
      throws Exception {
    Map<String, String> config = new HashMap<>();
    if (!settings.equals("-")) {
      for (String each : settings.split(",")) config.put(each.split("=", 2)[0], each.split("=", 2)[1]);
    }
    admin(servers).createTopics(List.of(new NewTopic(topic, partitions, replicas).configs(config))).all().get();
    return untilThere(servers, topic, partitions);
  }

  private static ObjectNode grow(String servers, String topic, int partitions) throws Exception {
    admin(servers).createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    return untilThere(servers, topic, partitions);
  }

  private static ObjectNode delete(String servers, String topic) throws Exception {
    admin(servers).deleteTopics(List.of(topic)).all().get();
    long giveUpAt = System.currentTimeMillis() + LIMIT_MS;
    while (admin(servers).listTopics().names().get().contains(topic)) {
      if (System.currentTimeMillis() > giveUpAt) throw new IllegalStateException("still there after 20 s: " + topic);
      Thread.sleep(20);
    }
    return json.createObjectNode();
  }

  private static ObjectNode produce(String servers, String topic, String[] keys) throws Exception {
    ByteArraySerializer bytes = new ByteArraySerializer();
    // A request that a busy broker lets lie is sent again while somebody still waits for the answer.
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", servers, "request.timeout.ms", 5_000, "delivery.timeout.ms", LIMIT_MS);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String key : keys) {
        sent.add(producer.send(new ProducerRecord<>(topic, Base64.getDecoder().decode(key), key.getBytes())));
      }
      for (Future<RecordMetadata> each : sent) each.get();
    }
    return json.createObjectNode();
  }

  private static ObjectNode untilThere(String servers, String topic, int partitions) throws Exception {
    long giveUpAt = System.currentTimeMillis() + LIMIT_MS;
    while (true) {
      try {
        List<TopicPartitionInfo> found = describeTopic(servers, topic).partitions();
        if (found.size() == partitions && found.stream().allMatch(each -> each.leader() != null)) break;
      } catch (ExecutionException error) {
        if (!(error.getCause() instanceof UnknownTopicOrPartitionException)) throw error;
      }
      if (System.currentTimeMillis() > giveUpAt) throw new IllegalStateException("no leaders within 20 s: " + topic);
      Thread.sleep(20);
    }
    return json.createObjectNode();
  }

  private static ObjectNode describe(String servers, String topic) throws Exception {
    ObjectNode node = json.createObjectNode();
    ArrayNode brokers = node.putArray("brokers");
    List<Node> nodes = new ArrayList<>(admin(servers).describeCluster().nodes().get());
    nodes.sort((a, b) -> a.id() - b.id());
    for (Node each : nodes) brokers.addObject().put("id", each.id()).put("host", each.host()).put("port", each.port());
    ArrayNode partitions = node.putArray("partitions");
    for (TopicPartitionInfo each : describeTopic(servers, topic).partitions()) {
      ObjectNode partition = partitions.addObject()
          .put("id", each.partition())
          .put("leader", each.leader() == null ? -1 : each.leader().id());
      ArrayNode replicas = partition.putArray("replicas");
      for (Node replica : each.replicas()) replicas.add(replica.id());
      ArrayNode inSync = partition.putArray("isrs");
      for (Node replica : each.isr()) inSync.add(replica.id());
    }
    return node;
  }

  private static JsonNode coordinator(String servers, String transactionalId) throws Exception {
    var described = admin(servers).describeTransactions(List.of(transactionalId)).description(transactionalId).get();
    return json.getNodeFactory().numberNode(described.coordinatorId());
  }

  /** What a group has committed, by partition's name. */
  private static ObjectNode offsets(String servers, String group) throws Exception {
    ObjectNode node = json.createObjectNode();
    admin(servers).listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get()
        .forEach((partition, committed) -> node.put(partition.toString(), committed.offset()));
    return node;
  }

  private static ObjectNode quota(String servers, String clientId, double bytesPerSecond) throws Exception {
    ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    ClientQuotaAlteration.Op rate = new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
    admin(servers).alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(rate)))).all().get();
    ClientQuotaFilter filter = ClientQuotaFilter.containsOnly(
        List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, clientId)));
    // The controller knows it now; the broker has to hear of it before it counts.
    long giveUpAt = System.currentTimeMillis() + LIMIT_MS;
    while (admin(servers).describeClientQuotas(filter).entities().get().isEmpty()) {
      if (System.currentTimeMillis() > giveUpAt) throw new IllegalStateException("no quota within 20 s: " + clientId);
      Thread.sleep(20);
    }
    return json.createObjectNode();
  }

  private static TopicDescription describeTopic(String servers, String topic) throws Exception {
    return admin(servers).describeTopics(List.of(topic)).allTopicNames().get().get(topic);
  }

  private static Admin admin(String servers) {
    return admins.computeIfAbsent(servers, each -> Admin.create(Map.of(
        "bootstrap.servers", each, "default.api.timeout.ms", LIMIT_MS, "request.timeout.ms", 10_000)));
  }

  private static void answer(String kind, JsonNode value) {
    ObjectNode line = json.createObjectNode();
    line.set(kind, value);
    out.println(line);
  }
}
