package org.zhengyan.web.console.open;

import java.util.List;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Markup.Way;
import org.zhengyan.web.console.Notice;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.View;

/** The first page: what this is, and where to go. */
@Controller
class HomeController {
  private final boolean development;

  HomeController(Environment environment) {
    this.development = environment.acceptsProfiles(Profiles.of("dev"));
  }

  @GetMapping("/")
  @Unauthenticated("it says what the service is")
  Page home(View view) {
    Page page =
        view.page("home.title")
            .lead(view.text("home.lead"))
            .add(
                Markup.section(
                    view.text("home.check"),
                    Markup.ways(
                        List.of(
                            way(view, "/check/file", "home.file"),
                            way(view, "/check/certificate", "home.certificate"),
                            way(view, "/check/receipt", "home.receipt")))),
                Markup.section(
                    view.text("home.enter"),
                    Markup.ways(
                        List.of(
                            way(view, "/agency", "home.agency"),
                            way(view, "/authority", "home.authority"),
                            way(view, "/platform", "home.platform")))),
                Markup.section(
                    view.text("home.build"), Markup.ways(List.of(way(view, "/docs", "home.docs")))));
    if (development) {
      page.add(
          Notice.plain(
              Markup.paragraph(view.text("home.dev")),
              Markup.paragraph(Markup.link("/sign-in", view.text("home.dev.accounts")))));
    }
    return page;
  }

  private static Way way(View view, String href, String key) {
    return new Way(href, view.text(key), view.text(key + ".text"));
  }
}
