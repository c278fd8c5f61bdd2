package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code urlize}: addresses in a text become links. */
final class Links {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "^((https?://|www\\.)(([\\w%-]+\\.)+)?([a-z]{2,63}|xn--[\\w%]{2,59})"
              + "|([\\w%-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)"
              + "|(https?://)((([\\d]{1,3})(\\.[\\d]{1,3}){3})|(\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}])))"
              + "(?::[\\d]{1,5})?(?:[/?#]\\S*)?$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MAIL = Pattern.compile("^\\S+@\\w[\\w.-]*\\.\\w+$");
  private static final Pattern SCHEME = Pattern.compile("([\\w.+-]{2,}:(/){0,2})");
  private static final Pattern WORDS = Pattern.compile("\\s+|\\S+");
  private static final Pattern HEAD = Pattern.compile("^([(<]|&lt;)+");
  private static final Pattern TAIL = Pattern.compile("([)>.,\\n]|&gt;)+$");
  private static final List<String> ENDS = List.of(")", ">", ".", ",", "\n", "&gt;");
  private static final String[][] BRACKETS = {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}};

  private final int limit;
  private final String attributes;
  private final List<String> schemes;

  private Links(int limit, String attributes, List<String> schemes) {
    this.limit = limit;
    this.attributes = attributes;
    this.schemes = schemes;
  }

  static Object urlize(Frame frame, Object[] a) {
    TreeSet<String> rel = new TreeSet<>(List.of("noopener"));
    rel.addAll(a[4] == null ? List.of() : Arrays.asList(Printing.str(a[4]).trim().split("\\s+")));
    rel.addAll(Operators.truth(a[2]) ? List.of("nofollow") : List.of());
    rel.remove("");
    List<String> schemes = new ArrayList<>();
    for (Object scheme : a[5] == null ? List.of() : Iteration.list(a[5], frame.budget())) {
      if (!SCHEME.matcher(Printing.str(scheme)).matches()) {
        throw Fault.filterArgument(Printing.repr(scheme) + " is not a valid URI scheme prefix.");
      }
      schemes.add(Printing.str(scheme));
    }
    String target = a[3] == null ? "" : " target=\"" + Markup.escape(a[3]) + "\"";
    String attributes = " rel=\"" + Markup.escape(String.join(" ", rel)) + "\"" + target;
    int limit = a[1] == null ? Integer.MAX_VALUE : Numbers.index(a[1], "");
    String linked = new Links(limit, attributes, schemes).link(Markup.escape(a[0]).text());
    frame.budget().text(linked.length());
    return frame.autoescape() ? new Markup(linked) : linked;
  }

  private String link(String text) {
    StringBuilder out = new StringBuilder();
    Matcher words = WORDS.matcher(text);
    while (words.find()) {
      out.append(words.group().isBlank() ? words.group() : word(words.group()));
    }
    return out.toString();
  }

  private String word(String word) {
    String head = "";
    String middle = word;
    String tail = "";
    Matcher before = HEAD.matcher(middle);
    if (before.find()) {
      head = before.group();
      middle = middle.substring(before.end());
    }
    if (ENDS.stream().anyMatch(middle::endsWith)) {
      Matcher after = TAIL.matcher(middle);
      if (after.find()) {
        tail = after.group();
        middle = middle.substring(0, after.start());
      }
    }
    for (String[] pair : BRACKETS) {
      int opened = count(middle, pair[0]);
      int moves = opened <= count(middle, pair[1]) ? 0 : Math.min(opened, count(tail, pair[1]));
      for (int i = 0; i < moves; i++) {
        int end = tail.indexOf(pair[1]) + pair[1].length();
        middle += tail.substring(0, end);
        tail = tail.substring(end);
      }
    }
    return head + linked(middle) + tail;
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  private String linked(String address) {
    if (ADDRESS.matcher(address).find()) {
      boolean complete = address.startsWith("https://") || address.startsWith("http://");
      String shown =
          address.length() > limit ? address.substring(0, Math.max(0, limit)) + "..." : address;
      return "<a href=\""
          + (complete ? "" : "https://")
          + address
          + "\""
          + attributes
          + ">"
          + shown
          + "</a>";
    } else if (address.startsWith("mailto:") && MAIL.matcher(address.substring(7)).find()) {
      return "<a href=\"" + address + "\">" + address.substring(7) + "</a>";
    }
    boolean mail =
        address.contains("@")
            && !address.startsWith("www.")
            && !address.startsWith("@")
            && !address.contains(":");
    if (mail && MAIL.matcher(address).find()) {
      return "<a href=\"mailto:" + address + "\">" + address + "</a>";
    }
    for (String scheme : schemes) {
      if (!address.equals(scheme) && address.startsWith(scheme)) {
        return "<a href=\"" + address + "\"" + attributes + ">" + address + "</a>";
      }
    }
    return address;
  }
}
