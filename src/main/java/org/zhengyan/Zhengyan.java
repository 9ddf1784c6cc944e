package org.zhengyan;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.zhengyan.launch.Launcher;

/** The application; {@link Launcher} decides whether it serves or runs a command. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Zhengyan {

  public static void main(String[] args) {
    Launcher.launch(new SpringApplication(Zhengyan.class), args);
  }
}
