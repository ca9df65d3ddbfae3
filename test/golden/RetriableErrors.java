// Prints, as JSON, the error codes that Kafka's own client treats as retriable
// (org.apache.kafka.common.errors.RetriableException and its subclasses).
// Run: java -cp '<kafka jars>/*' RetriableErrors.java > retriable-errors.json
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.AppInfoParser;

public class RetriableErrors {
  public static void main(String[] args) {
    StringBuilder codes = new StringBuilder();
    for (Errors error : Errors.values()) {
      if (error.exception() instanceof RetriableException) {
        codes.append(codes.length() == 0 ? "" : ",").append("\n    \"").append(error.name()).append("\": ").append(error.code());
      }
    }
    System.out.println("{\n  \"kafkaClients\": \"" + AppInfoParser.getVersion() + "\",\n  \"retriable\": {" + codes + "\n  }\n}");
  }
}
