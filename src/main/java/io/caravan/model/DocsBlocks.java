package io.caravan.model;

import io.caravan.jinja.MacroDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code docs} blocks of a project's Markdown files, for {@code doc('name')} in descriptions.
 */
final class DocsBlocks {
  private DocsBlocks() {}

  static Map<String, String> read(
      Folders folders, List<String> where, JinjaTemplates templates, Complaints complaints) {
    Map<String, String> blocks = new TreeMap<>();
    for (Folders.Source source : folders.below(where, ".md")) {
      // Markdown may hold braces that mean nothing; only files with blocks are templates.
      if (source.text().contains("enddocs")) {
        Safely.run(
            complaints,
            () ->
                templates.template(source.file(), source.text()).definitions().stream()
                    .filter(block -> block.kind() == MacroDefinition.Kind.DOCS)
                    .forEach(block -> blocks.put(block.name(), block.contents().strip())));
      }
    }
    return blocks;
  }
}
