package io.caravan.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;

/** The repositories of the sample shop and what GitHub says of them, in the shape it says it. */
final class SampleRepositories {
  private static final String OWNER = "caravan-shop";
  private static final String[] NAMES = {"web", "warehouse", "mobile", "infrastructure"};
  private static final String[] PEOPLE = {"ada", "grace", "alan", "edsger", "barbara", "linus"};
  private static final String[] KINDS = {
    "push",
    "push",
    "push",
    "push",
    "issues",
    "issues",
    "pull_request",
    "pull_request",
    "star",
    "issue_comment",
    "release"
  };
  private static final String[] TITLES = {
    "The basket forgets its last item", "Prices show “€” twice", "Slow search for umlauts (größe)"
  };
  private final Random random;

  SampleRepositories(Random random) {
    this.random = random;
  }

  /**
   * One thing that happened.
   *
   * @param event as the header {@code X-GitHub-Event} names it
   * @param body JSON
   */
  record Happening(String event, byte[] body) {}

  /** What a new hook is told first. */
  Happening ping() {
    String body =
        """
        {"zen":"Keep it logically awesome.","hook_id":%d,"hook":{"type":"Repository","id":%d,"name":"web","active":true,\
        "events":["*"],"config":{"content_type":"json","insecure_ssl":"0"}},"repository":%s,"sender":%s}
        """
            .formatted(SampleDeliveries.HOOK, SampleDeliveries.HOOK, repository("web"), user(0));
    return happening("ping", body);
  }

  /** What somebody did at that moment. */
  Happening next(Instant at) {
    String event = KINDS[random.nextInt(KINDS.length)];
    String name = NAMES[random.nextInt(NAMES.length)];
    String sender = user(random.nextInt(PEOPLE.length));
    String own =
        switch (event) {
          case "push" -> push(name, at);
          case "issues" -> issues(name, sender, at);
          case "pull_request" -> pullRequest(name, sender, at);
          case "star" -> random.nextInt(5) == 0 ? star("deleted", "null") : star("created", at);
          case "issue_comment" -> comment(name, sender, at);
          default -> release(name, sender, at);
        };
    String body = "{%s,\"repository\":%s,\"sender\":%s}".formatted(own, repository(name), sender);
    return happening(event, body);
  }

  private static Happening happening(String event, String body) {
    return new Happening(event, body.strip().getBytes(StandardCharsets.UTF_8));
  }

  private String push(String name, Instant at) {
    StringBuilder commits = new StringBuilder();
    String last = hash();
    int many = 1 + random.nextInt(4);
    for (int i = 0; i < many; i++) {
      last = hash();
      commits.append(i == 0 ? "" : ",").append(commit(name, last, at.minusSeconds(60L * i)));
    }
    return """
        "ref":"refs/heads/main","before":"%s","after":"%s","created":false,"deleted":false,"forced":%s,"base_ref":null,\
        "compare":"%s/compare/main","commits":[%s],"pusher":{"name":"%s","email":"%s@example.net"}"""
        .formatted(
            hash(), last, random.nextInt(10) == 0, page(name), commits, PEOPLE[0], PEOPLE[0]);
  }

  private String commit(String name, String hash, Instant at) {
    String author = PEOPLE[random.nextInt(PEOPLE.length)];
    return """
        {"id":"%s","tree_id":"%s","distinct":true,"message":"%s\\n\\nSigned-off-by: %s","timestamp":"%s",\
        "url":"%s/commit/%s","author":{"name":"%s","email":"%s@example.net","username":"%s"},\
        "added":[],"removed":[],"modified":["src/main/%s/%d.java"]}"""
        .formatted(
            hash,
            hash(),
            title(),
            author,
            at,
            page(name),
            hash,
            author,
            author,
            author,
            name,
            random.nextInt(50));
  }

  private String issues(String name, String sender, Instant at) {
    boolean opened = random.nextInt(3) > 0;
    return "\"action\":\"%s\",\"issue\":%s"
        .formatted(
            opened ? "opened" : "closed", issue(name, sender, opened ? "open" : "closed", at));
  }

  private String issue(String name, String sender, String state, Instant at) {
    int number = 1 + random.nextInt(900);
    return """
        {"id":%d,"number":%d,"title":"%s","user":%s,"labels":[{"name":"bug","color":"d73a4a","default":true}],"state":"%s",\
        "locked":false,"assignee":null,"comments":%d,"created_at":"%s","updated_at":"%s","html_url":"%s/issues/%d",\
        "body":"It happens when:\\r\\n\\r\\n1. \\"open\\" the page\\r\\n2. wait"}"""
        .formatted(
            id(), number, title(), sender, state, random.nextInt(9), at, at, page(name), number);
  }

  private String comment(String name, String sender, Instant at) {
    return """
        "action":"created","issue":%s,"comment":{"id":%d,"user":%s,"created_at":"%s","body":"Me too \uD83D\uDC4D"}"""
        .formatted(issue(name, sender, "open", at), id(), sender, at);
  }

  private String pullRequest(String name, String sender, Instant at) {
    boolean closed = random.nextBoolean();
    boolean merged = closed && random.nextInt(4) > 0;
    int number = 1 + random.nextInt(900);
    return """
        "action":"%s","number":%d,"pull_request":{"id":%d,"number":%d,"state":"%s","title":"%s","user":%s,"draft":false,\
        "merged":%s,"merged_at":%s,"head":{"ref":"fix-%d","sha":"%s"},"base":{"ref":"main","sha":"%s"},"additions":%d,\
        "deletions":%d,"changed_files":%d,"created_at":"%s"}"""
        .formatted(
            closed ? "closed" : "opened",
            number,
            id(),
            number,
            closed ? "closed" : "open",
            title(),
            sender,
            merged,
            merged ? "\"" + at + "\"" : "null",
            number,
            hash(),
            hash(),
            random.nextInt(400),
            random.nextInt(200),
            1 + random.nextInt(12),
            at);
  }

  private static String star(String action, Object at) {
    String time = at instanceof Instant ? "\"" + at + "\"" : at.toString();
    return "\"action\":\"%s\",\"starred_at\":%s".formatted(action, time);
  }

  private String release(String name, String sender, Instant at) {
    String tag = "v1." + random.nextInt(40) + ".0";
    return """
        "action":"published","release":{"id":%d,"tag_name":"%s","name":"%s","draft":false,"prerelease":false,"author":%s,\
        "published_at":"%s","html_url":"%s/releases/tag/%s","assets":[]}"""
        .formatted(id(), tag, tag, sender, at, page(name), tag);
  }

  private static String repository(String name) {
    int id = 700_000_000 + Math.floorMod(name.hashCode(), 1_000_000);
    return """
        {"id":%d,"node_id":"R_%x","name":"%s","full_name":"%s/%s","private":false,"owner":{"login":"%s","id":9001,"type":"Organization"},\
        "html_url":"%s","description":null,"fork":false,"default_branch":"main","language":"Java","topics":["shop"],"visibility":"public"}"""
        .formatted(id, id, name, OWNER, name, OWNER, page(name));
  }

  private static String user(int number) {
    return "{\"login\":\"%s\",\"id\":%d,\"type\":\"User\",\"site_admin\":false}"
        .formatted(PEOPLE[number], 1000 + number);
  }

  private static String page(String name) {
    return "https://github.example/" + OWNER + "/" + name;
  }

  private String title() {
    return TITLES[random.nextInt(TITLES.length)];
  }

  private String hash() {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
  }

  private long id() {
    return 2_000_000_000L + random.nextInt(Integer.MAX_VALUE);
  }
}
