package org.zhengyan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zhengyan.verification.Reason;

/** The sample platform is started from its sources; whoever has only a JDK can. */
class SamplePlatformSourcesTest {
  private static final Path SOURCES = Path.of("src", "examples", "platform");

  /** No class of the service and no library: the class path is empty. */
  @Test
  void compileWithTheJdkAlone(@TempDir Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", classes.toString(), "-proc:none", "-Xlint:all,-serial");
      boolean compiled =
          compiler
              .getTask(complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(sources()))
              .call();
      assertThat(complaints.toString()).isEmpty();
      assertThat(compiled).isTrue();
    }
  }

  /** Whatever a verdict says, people read what it means and what to do. */
  @Test
  void haveWordsForEveryReason() throws IOException {
    String words = Files.readString(SOURCES.resolve("Words.java"));
    for (Reason reason : Reason.values()) {
      assertThat(words).contains("Map.entry(\"" + reason.wire() + "\",");
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> listed = Files.list(SOURCES)) {
      return listed.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
