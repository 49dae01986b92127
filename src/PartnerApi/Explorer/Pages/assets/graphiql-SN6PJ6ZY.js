// Built from Explorer/Web; do not edit. licenses.txt has the licenses of what it contains.
import{Jh as a,Kh as b,Lh as c,Mh as d}from"./graphiql-34AVCXNM.js";import"./graphiql-JUCE4RQO.js";import"./graphiql-GMCTH4TI.js";export{c as HitTestContext,b as MouseTarget,d as MouseTargetFactory,a as PointerHandlerLastRenderData};
