package org.zhengyan.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs: it refuses to run as root.
 *
 * <p>An ordinary user runs it as it is. Root tries, in this order, a user namespace in which it is not
 * root ({@code unshare -U}), which containers may forbid, and the account {@code nobody} ({@code
 * setpriv}), for which the data directory must be reachable.
 *
 * @param prefix the words before the command
 * @param owner to whom the files must belong, empty when to the current user
 */
record PostgresAccount(List<String> prefix, String owner) {

  /**
   * @throws StartRefused with what is missing, when root has no way to give up its rights
   */
  static PostgresAccount choose(Path home) throws IOException {
    Files.createDirectories(home);
    if (!isRoot()) {
      return new PostgresAccount(List.of(), "");
    }
    // Files that nobody owns were made by an earlier start without namespaces: stay with that.
    boolean ownedByNobody = Files.getOwner(home).getName().equals("nobody");
    if (!ownedByNobody && succeeds(List.of("unshare", "-U", "true"))) {
      return new PostgresAccount(List.of("unshare", "-U"), "");
    }
    List<String> setpriv = List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    if (!succeeds(with(setpriv, "true"))) {
      throw new StartRefused(
          "PostgreSQL does not run as root, and neither user namespaces (unshare -U) nor setpriv to the"
              + " account nobody work here. Run Zhengyan as an ordinary user, or set"
              + " SPRING_DATASOURCE_URL to a PostgreSQL of your own.");
    }
    if (!succeeds(with(setpriv, "test", "-x", home.toString()))) {
      throw new StartRefused(
          "PostgreSQL does not run as root, and the account nobody cannot reach " + home
              + ". Set ZHENGYAN_DATA_DIR to a directory that it can reach, such as /var/lib/zhengyan.");
    }
    return new PostgresAccount(setpriv, "nobody");
  }

  ProcessBuilder command(List<String> command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("LC_ALL", "C");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return builder;
  }

  /** Gives the files below to the account; nothing to do when it is the current user. */
  void own(Path home) throws IOException {
    if (owner.isEmpty() || Files.getOwner(home).getName().equals(owner) && dataOwned(home)) {
      return;
    }
    UserPrincipal principal = home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.getFileAttributeView(
                file, java.nio.file.attribute.FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setOwner(principal);
      }
    }
  }

  private boolean dataOwned(Path home) throws IOException {
    for (String name : List.of("data", "password.new")) {
      Path file = home.resolve(name);
      if (Files.exists(file) && !Files.getOwner(file).getName().equals(owner)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> with(List<String> prefix, String... words) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(words));
    return all;
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
