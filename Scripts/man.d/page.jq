# A manual page (man(7)) from what a program says with --experimental-dump-help.

# Text as it stands: nothing of it is a request or an escape.
def plain: gsub("\\\\"; "\\e") | gsub("-"; "\\-") | gsub("'"; "\\(aq") | gsub("(?m)^(?<dot>[.])"; "\\&\(.dot)");

def spelled: if .kind == "short" then "-\(.name)" else "--\(.name)" end;

def value: "\\fI\(.valueName // "value" | ascii_upcase | plain)\\fR";

# How an argument stands in the synopsis.
def brief:
    (if .kind == "positional" then value
     elif .kind == "flag" then "\\fB\(.preferredName | spelled | plain)\\fR"
     else "\\fB\(.preferredName | spelled | plain)\\fR \(value)" end)
    | . as $text | $text;

def synopsis:
    [.[] | (if .isRepeating then " ..." else "" end) as $more
        | if .isOptional then "[\(brief)\($more)]" else "\(brief)\($more)" end]
    | join(" ");

# The argument with what it means.
def entry:
    ".TP",
    (if .kind == "positional" then value
     else ([.names[] | "\\fB\(spelled | plain)\\fR"] | join(", "))
        + (if .kind == "option" then " \(value)" else "" end) end),
    ([(.abstract // "" | plain),
      (if .allValues then "One of: \(.allValues | join(", ") | plain)." else empty end),
      (if .defaultValue then "Default: \(.defaultValue | plain)." else empty end)]
     | map(select(. != "")) | join(" ") | if . == "" then "\\&" else . end);

# Longer text keeps its lines where it indents, as examples do.
def prose:
    split("\n\n")[] | select(. != "")
    | ".PP",
      (if test("(?m)^ ") then ".nf\n\(plain)\n.fi" else plain end);

def own: [(.arguments // [])[] | select(.shouldDisplay and .valueName != "help" and .valueName != "version")];

# Options of every command of a program are told once.
def special: map(select(.sectionTitle != "Connection"));

def commands($path):
    (.subcommands // [])[] | select(.shouldDisplay and .commandName != "help")
    | ($path + [.commandName]) as $here
    | (if (.subcommands // []) | length > 0 then commands($here)
       else
        ".SS \"\($here | join(" ") | plain)\"",
        "\\fB\($here | join(" ") | plain)\\fR \(own | special | synopsis)",
        (if .abstract then ".PP", (.abstract | plain) else empty end),
        ((.discussion // empty) | prose),
        (own | special[] | entry)
       end);

.command
| . as $program
| ".TH \(.commandName | ascii_upcase | plain) 1 \"\" \"\(.commandName) \($version)\" \"Shopcast\"",
  ".SH NAME",
  "\(.commandName | plain) \\- \(.abstract | plain)",
  ".SH SYNOPSIS",
  "\\fB\(.commandName | plain)\\fR "
    + (if (.subcommands // []) | length > 0 then "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]" else "" end)
    + (own | synopsis),
  ".SH DESCRIPTION",
  (.abstract | plain),
  ((.discussion // empty) | prose),
  (if (.subcommands // []) | length > 0 then ".SH COMMANDS", commands([]) else empty end),
  ([.. | objects | select(.sectionTitle? == "Connection" and .shouldDisplay)] | unique_by(.valueName)
    | if length > 0 then ".SH \"CONNECTION OPTIONS\"", (.[] | entry) else empty end),
  ((own | if length > 0 then ".SH OPTIONS", (.[] | entry) else empty end))
