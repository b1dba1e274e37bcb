import java.io.PrintWriter;
import java.lang.reflect.Array;
import java.lang.reflect.Field;

/** Writes the tables of CoreNLP's PTBLexer as JSON: java -cp stanford-corenlp-3.4.1.jar DumpLexer.java > lexer.json */
public class DumpLexer {
  public static void main(String[] args) throws Exception {
    Class<?> lexer = Class.forName("edu.stanford.nlp.process.PTBLexer");
    PrintWriter out = new PrintWriter(System.out);
    out.print("{\"lexicalState\":" + field(lexer, "YyTraditionalTreebank3"));
    for (String name : new String[] {"CMAP", "ACTION", "ROWMAP", "TRANS", "ATTRIBUTE", "LEXSTATE"}) {
      Object table = field(lexer, "ZZ_" + name);
      out.print(",\"" + name.toLowerCase() + "\":[");
      for (int i = 0; i < Array.getLength(table); i++) {
        Object value = Array.get(table, i);
        out.print((i > 0 ? "," : "") + (value instanceof Character ? (int) (Character) value : value));
      }
      out.print("]");
    }
    out.println("}");
    out.flush();
  }

  private static Object field(Class<?> lexer, String name) throws Exception {
    Field field = lexer.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }
}
