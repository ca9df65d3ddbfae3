// Prints, as JSON, what java.util.Properties reads from a file full of its corners.
// Run: java Properties.java > properties.json
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

public class Properties {
  static final String TEXT = String.join("\n",
      "# a comment", "! another one", "  # indented", "", "bootstrap.servers=a:9092,b:9092", "linger.ms = 5",
      "acks: all", "client.id   spaced", "empty=", "no.value", "sasl.jaas.config=org.x.Login required \\",
      "    username=\"u\" \\", "    password=\"p=w:d\";", "path=C:\\\\temp\\\\x", "tab=a\\tb", "unicode=\\uc11c\\uc6b8",
      "key\\ with\\=odd\\:signs = v", "trailing = blank  ", "escaped.end = x\\\\", "unknown=\\q", "\tindented.tab=1", "");

  public static void main(String[] args) throws Exception {
    // Properties forgets the order: note it as it is put in.
    List<String> pairs = new ArrayList<>();
    java.util.Properties properties = new java.util.Properties() {
      @Override public synchronized Object put(Object name, Object value) {
        pairs.add("\n    [" + quote((String) name) + ", " + quote((String) value) + "]");
        return super.put(name, value);
      }
    };
    properties.load(new StringReader(TEXT));
    System.out.println("{\n  \"text\": " + quote(TEXT) + ",\n  \"pairs\": [" + String.join(",", pairs) + "\n  ]\n}");
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c == '\n') out.append("\\n");
      else if (c == '\t') out.append("\\t");
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
