package org.zhengyan;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Zhengyan {
  public static void main(String[] args) {
    SpringApplication.run(Zhengyan.class, args);
  }
}
