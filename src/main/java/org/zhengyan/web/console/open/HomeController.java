package org.zhengyan.web.console.open;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.zhengyan.principal.Unauthenticated;
import org.zhengyan.web.console.Markup;
import org.zhengyan.web.console.Markup.Way;
import org.zhengyan.web.console.Page;
import org.zhengyan.web.console.View;

/** The first page: what this is, and where to go. */
@Controller
class HomeController {

  @GetMapping("/")
  @Unauthenticated("it says what the service is")
  Page home(View view) {
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("/docs", view.text("home.docs"), view.text("home.docs.text")));
    return view.page("home.title")
        .lead(view.text("home.lead"))
        .add(Markup.ways(ways));
  }
}
