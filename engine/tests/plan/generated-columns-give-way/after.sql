CREATE TABLE gives (h integer, d integer, i integer GENERATED ALWAYS AS (d * 2) STORED);
CREATE TABLE takes (h integer, d integer, i integer GENERATED ALWAYS AS (d * 2) STORED);
CREATE TABLE turns (h integer, d integer GENERATED ALWAYS AS (h + 1) STORED, i integer);
CREATE TABLE counts (h integer, d integer GENERATED ALWAYS AS (h + 1) STORED, i integer GENERATED ALWAYS AS (h * 2) STORED);
CREATE TABLE loses (h integer, d integer GENERATED ALWAYS AS (h + 1) STORED);
