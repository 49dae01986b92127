// Built from Explorer/Web; do not edit. licenses.txt has the licenses of what it contains.
import{a,b}from"./graphiql-665BS6ZT.js";import"./graphiql-YGWR4V4X.js";import"./graphiql-5UKY67PV.js";import"./graphiql-34AVCXNM.js";import"./graphiql-JUCE4RQO.js";import"./graphiql-GMCTH4TI.js";export{b as getWorker,a as jsonDefaults};
