// The page for marking: what all its scripts know. They share one scope and follow one another in this order:
//   state   what the server says, and what this marker gave and has not seen written yet
//   shown   the list, the answer, the mark as it stands
//   given   a mark on its way to the server, and what follows when somebody changed it meanwhile
//   rubric  its form
//   others  what other markers do
//   keys    the keyboard
//   begin   everything is put to work
// What the server says stands; a draft is what this marker has not seen written yet.
"use strict";

const $ = (id) => document.getElementById(id);
const about = JSON.parse($("desk").dataset.about);
const base = `../../state/${encodeURIComponent(about.name)}/${encodeURIComponent(about.question)}`;
const LETTERS = "asdfghlqwetyuiopzvbm";
const POLL = 5000;

let rubric = { lines: [], from_full: false, version: "" };
let answers = [];
let current = null; // the id of the answer that is shown
let draft = null; // { lines, own, remark }
let saving = null; // the id whose draft is on its way
let waitingToSave = new Map(); // id -> in words, what of its draft has changed since
let unsent = new Map(); // id -> draft that the server has not taken
const pages = new Map(); // id -> the answer as HTML

const number = (points) => String(Math.round(points * 100) / 100);
const counted = (count, what, many = `${what}s`) => `${number(count)} ${count === 1 ? what : many}`; // 1 point, 2 points
const find = (id) => answers.find((one) => one.id === id);
