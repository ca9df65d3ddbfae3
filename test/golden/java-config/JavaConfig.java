// Kafka's own producer configuration, as the JVM sees it.
// definitions: one JSON line a property: name, type, default, what is allowed.
// effective: reads files in the form of producer.properties, separated by lines of "----", and prints for each what the
// producer works with, as one JSON line, or why Kafka refuses it.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class JavaConfig {
  public static void main(String[] args) throws Exception {
    if (args[0].equals("definitions")) {
      for (ConfigDef.ConfigKey key : new TreeMap<>(ProducerConfig.configDef().configKeys()).values()) {
        String fallback = key.defaultValue == ConfigDef.NO_DEFAULT_VALUE ? "null" : json(text(key.defaultValue));
        System.out.println("{\"name\":" + json(key.name) + ",\"type\":" + json(key.type.toString()) + ",\"default\":"
            + fallback + ",\"required\":" + (key.defaultValue == ConfigDef.NO_DEFAULT_VALUE) + ",\"valid\":"
            + json(key.validator == null ? null : key.validator.toString()) + "}");
      }
      return;
    }
    for (String file : split()) System.out.println(effective(file));
  }

  static String effective(String file) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(file));
    for (String which : List.of("key", "value"))
      properties.putIfAbsent(which + ".serializer", "org.apache.kafka.common.serialization.StringSerializer");
    // The whole producer: what its parts refuse counts, too. Nobody listens there.
    properties.putIfAbsent("bootstrap.servers", "127.0.0.1:1");
    try (KafkaProducer<?, ?> producer = new KafkaProducer<>(properties)) {
      producer.close(Duration.ZERO);
      Field field = KafkaProducer.class.getDeclaredField("producerConfig");
      field.setAccessible(true);
      ProducerConfig config = (ProducerConfig) field.get(producer);
      Map<String, Object> values = new TreeMap<>(config.values());
      // The configuration shows what was given; the producer works with this.
      Method method = KafkaProducer.class.getDeclaredMethod("configureDeliveryTimeout", ProducerConfig.class, Logger.class);
      method.setAccessible(true);
      values.put("delivery.timeout.ms", method.invoke(null, config, LoggerFactory.getLogger("none")));
      return "{\"values\":{" + values.entrySet().stream()
          .map(entry -> json(entry.getKey()) + ":" + json(text(entry.getValue())))
          .collect(Collectors.joining(",")) + "}}";
    } catch (RuntimeException error) {
      Throwable deepest = error;
      while (deepest.getCause() != null) deepest = deepest.getCause();
      return "{\"error\":" + json(deepest.getMessage()) + "}";
    }
  }

  static List<String> split() throws Exception {
    List<String> files = new ArrayList<>();
    StringBuilder file = new StringBuilder();
    BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = reader.readLine()) != null;) {
      if (line.equals("----")) {
        files.add(file.toString());
        file = new StringBuilder();
      } else file.append(line).append("\n");
    }
    return files;
  }

  static String text(Object value) {
    if (value == null) return null;
    if (value instanceof Password) return ((Password) value).value();
    if (value instanceof Class) return ((Class<?>) value).getName();
    if (value instanceof List) return ((List<?>) value).stream().map(JavaConfig::text).collect(Collectors.joining(","));
    return value.toString();
  }

  static String json(String text) {
    if (text == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
