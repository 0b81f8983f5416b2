/** Binds scripts to pages. A page names what it needs (data-module="a b"); what fails leaves the page as it was. */
import { start } from "./lib/modules.mjs";

start(document);
