package io.caravan.jinja;

/** A part of the tree that does something: prints, assigns, repeats. */
sealed interface Statement extends Node
    permits Body,
        TextOutput,
        Output,
        Assign,
        AssignBlock,
        ForLoop,
        IfElse,
        MacroStatement,
        CallBlock,
        FilterBlock,
        WithBlock,
        Do,
        LoopControl,
        Include,
        ImportStatement,
        FromImport,
        Extends,
        BlockStatement,
        Autoescape {
  Flow run(Frame frame);
}
