// What a page of people who work here does once it stands: a bundle of its own (tools/scripts.py), fetched after everything else.

import { followTheShop } from "./live.js";
import { keepQuiet } from "./quiet.js";
import { chooseSeveral } from "./several.js";

chooseSeveral();
keepQuiet();
followTheShop(JSON.parse(document.body.dataset.words));
