// Reads keys in base64, one a line, and prints Kafka's murmur2 of each, unsigned, a line each.
// Run: java -cp '<kafka jars>/*' Murmur2.java < keys.txt
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Base64;
import org.apache.kafka.common.utils.Utils;

public class Murmur2 {
  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    int[] counts = java.util.Arrays.stream(args[0].split(",")).mapToInt(Integer::parseInt).toArray();
    for (String line; (line = in.readLine()) != null; ) {
      int hash = Utils.murmur2(Base64.getDecoder().decode(line));
      StringBuilder out = new StringBuilder(Integer.toUnsignedString(hash));
      for (int count : counts) out.append(' ').append(Utils.toPositive(hash) % count);
      System.out.println(out);
    }
  }
}
