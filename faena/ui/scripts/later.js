// What a page of people who work here does once it stands: a bundle of its own (tools/scripts.py), fetched after everything else.

import { followTheShop } from "./live.js";
import { keepQuiet } from "./quiet.js";
import { chooseSeveral } from "./several.js";
import { openChats } from "./telling.js";

chooseSeveral();
openChats();
keepQuiet();
followTheShop(JSON.parse(document.body.dataset.words));
